"""What clinicians and lay people say for one thing, written as one word. Knows English, no topics and no patient."""

from functools import cache

_SAME = """
breathless: shortness of breath | short of breath | short breath | out of breath | breathlessness | dyspnoea | sob |
  winded | difficulty breathing | difficulties breathing | trouble breathing | problems breathing | hard to breathe |
  difficult to breathe | catch your breath | catching your breath | puffed | puffing | get your breath | trouble with
  your breathing | difficulty with breathing | trouble with breathing | struggling to breathe | struggle to breathe |
  struggle for breath | lose your breath | lost your breath | run out of air | gasping | hard time breathing |
  breathing difficulties | breathing difficulty | breathing problems | breathing trouble | laboured breathing
phlegm: sputum | mucus | mucous | spit | catarrh | expectorate | expectorating | expectoration
coughblood: haemoptysis | cough up blood | coughing up blood | coughed up blood | cough blood | coughing blood | blood
  when you cough | blood in your phlegm | blood in the phlegm | bloody phlegm | spitting blood | spit blood | bring up
  blood | bringing up blood | brought up blood | bring up any blood | coughed up any blood | coughing up any blood |
  cough up any blood | blood in your sputum | blood in the sputum | blood in it when you cough
tightness: tight | squeezing | pressure | heaviness | heavy | crushing
heartracing: palpitations | palpitation | heart racing | heart race | racing heart | racing of your heart | heart
  pounding | pounding heart | heart fluttering | fluttering | heart flutter | heart beating fast | heart beating
  really fast | heart beats fast | heart beating quickly | heart skipping | skipped beats | missed beats | heart
  thumping | thumping | heart is racing | heart has been racing | heart speeding | heart jumping | racing heartbeat |
  fast heartbeat | heart beat fast | heart is beating fast | heart going fast | irregular heartbeat
faint: syncope | fainting | fainted | pass out | passed out | passing out | blackout | black out | blacked out |
  blacking out | lose consciousness | lost consciousness | losing consciousness | loss of consciousness | collapse |
  collapsed | knocked out | faints | blackouts | keel over | lost awareness | unconscious
lightheaded: dizziness | dizzy | light headed | lightheadedness | light headedness | woozy | unsteady | giddy
spinning: vertigo | room spinning | room spin | world spinning | whirling | spins
sweat: sweating | sweats | sweaty | diaphoresis | perspiring | perspiration | clammy | drenched
nightsweat: night sweats | night sweat | sweats at night | sweating at night | sweat at night | sweating in the night
  | wake up drenched | drenching sweats | soaked sheets | soaking the sheets
fever: fevers | feverish | high temperature | temperature | pyrexia | febrile | running hot | burning up
chills: rigors | rigor | shivers | shivering | shiver | shakes | shaking chills | shaking
nausea: nauseous | nauseated | feel sick | feeling sick | felt sick | queasy | sick to your stomach | sick in your
  stomach | upset stomach
vomit: vomiting | vomited | throw up | throwing up | threw up | thrown up | been sick | being sick | puke | puking |
  emesis | bring anything up
abdomen: belly | tummy | stomach | abdominal | gut | tum | abdo
pain: pains | ache | aches | aching | achy | hurt | hurts | hurting | sore | soreness | discomfort | painful | tender
  | tenderness
headache: headaches | head hurts | head ache | head pain | sore head | migraine
chest: breastbone | sternum | breast bone
loosestool: diarrhoea | loose stools | loose stool | runny poo | the runs | watery stools | watery stool | loose
  motions | loose bowels | runny stools | watery poo | loose poo
constipated: constipation | hard stools | difficulty going to the toilet | trouble opening your bowels | bunged up |
  not been able to go | unable to open your bowels
stool: stools | poo | poop | bowel movement | bowel movements | bowel motion | bowel motions | faeces | feces | bowels
  | bowel habit | bowel habits | bowel
blackstool: black stools | black stool | tarry stools | tarry stool | melaena | melena | dark stools | black tarry |
  tarry
urine: urinate | urinating | urination | pee | peeing | wee | weeing | water works | waterworks | pass water | passing
  water | pass urine | passing urine | passing your water | micturition
burnurine: dysuria | burning urine | stinging urine | pain when you urine
eyedischarge: eye discharge | discharge from your eyes | discharge from your eye | watery eyes | runny eyes |
  discharge in your eyes | weeping eyes | sticky eyes
eardischarge: ear discharge | discharge from your ears | discharge from your ear | discharge from the ear
had: experienced | experiencing | experience | experiences | suffered from | suffering from | suffer from
heartburn: reflux | acid reflux | indigestion | gerd | gord | dyspepsia
jaundice: yellow skin | yellow eyes | yellowing | gone yellow | turned yellow | yellow
swallow: swallowing | dysphagia | odynophagia
throat: sore throat | throat pain | scratchy throat
voicechange: hoarse | hoarseness | voice change | change in your voice | changes in your voice | changes to your voice
  | husky
runnynose: runny nose | stuffy nose | blocked nose | nasal congestion | congestion | congested | rhinorrhoea | stuffed
  up | sniffles | nasal discharge | nose running | stuffiness | sinus
wheeze: wheezing | wheezy | wheezes | whistling | whistle | whistling noise | whistling sound | noisy breathing
orthopnoea: lie flat | lying flat | laying flat | prop yourself up | propped up | sleep flat | how many pillows |
  pillows | lay flat | lying down flat | flat on your back
wakebreathless: paroxysmal nocturnal dyspnoea | pnd | wake up breathless | wake up at night breathless | wake up
  gasping | waking up breathless | wake up in the middle of the night breathless
swelling: swollen | swell | swelled | oedema | puffy | puffiness | puffed up | swellings
ankle: ankles
leg: legs | calf | calves | thigh | thighs | shin | shins | lower limb | lower limbs
weak: weakness | muscle weakness | muscular weakness | weak muscles | loss of strength | lost strength | lose strength
  | power | paralysis | paralysed
numb: numbness | pins and needles | tingling | tingle | tingly | loss of sensation | loss of feeling | lost feeling |
  sensation | paraesthesia | paresthesia | prickling
speech: slurred | slurring | slurred speech | talking | getting your words out | find words | finding words | trouble
  speaking | difficulty speaking
vision: eyesight | sight | seeing | blurry | blurred | blurriness | blurred vision | see clearly
doublevision: double vision | seeing double | diplopia | see double
light: bright light | bright lights | lights | photophobia
stiffneck: neck stiffness | stiff neck | neck stiff | neck rigidity | stiffness in your neck
seizure: seizures | fit | fits | convulsion | convulsions | fitting | epileptic
confused: confusion | muddled | disoriented | disorientated | disorientation | forgetful | memory loss | foggy
tired: fatigue | fatigued | tiredness | exhausted | exhaustion | lethargic | lethargy | energy | worn out | run down |
  energy levels | energy level | rundown
weight: lost weight | lose weight | weight loss | losing weight | weight gain | gained weight | kilos | pounds |
  dropped weight
appetite: eating less | hungry | off your food | eating well | eating normally
sleep: sleeping | insomnia | slept | asleep
mood: depressed | feel low | feel down | felt low | felt down | depression | low mood | feeling down | feeling low |
  sad | spirits | hopeless
worry: worried | worries | worrying | concern | concerns | concerned | anxious | anxiety | nervous | afraid | scared |
  fear | panic | frightened
suicide: suicidal | kill yourself | ending your life | end your life | harm yourself | hurt yourself | hurting
  yourself | harming yourself | self harm
rash: rashes | skin changes | skin change | spots on your skin | hives | skin rash | skin rashes | blotches
itch: itching | itchy | itchiness | pruritus
joint: joints | arthritis
muscle: muscles | myalgia | muscular
muscleache: muscle aches | muscle ache | aching muscles | body aches | aches and pains | muscle pain | muscle pains |
  muscle soreness | sore muscles | achy muscles
period: periods | menstrual | menstruation | time of the month | menses | menstrual cycle
pregnant: pregnancy | expecting
medicine: medicines | medication | medications | meds | tablets | tablet | pills | pill | prescription | prescriptions
  | prescribed | drugs you take
overcounter: over the counter | herbal | supplements | supplement | vitamins | vitamin | without a prescription | from
  the pharmacy | from the chemist | off the shelf | non prescription
allergic: allergies | allergy | allergic reaction | allergic reactions
smoke: smoking | smoker | smoked | cigarettes | cigarette | tobacco | nicotine | vape | vaping | e cigarettes
alcohol: drink alcohol | drinking alcohol | drinker | booze | beer | wine | alcoholic | units a week | alcoholic
  drinks
streetdrug: recreational drugs | recreational drug | street drugs | illicit drugs | illegal drugs | marijuana |
  cannabis | weed | cocaine | heroin | ecstasy | drug use | recreational substances | illicit substances | pot | party
  drugs | crystal meth | amphetamines | opioids | recreationally
job: occupation | work | working | employed | employment | profession | for a living | retired | career | worked | job
  title
livewith: who do you live with | live alone | living situation | home situation | at home | live with | household |
  living arrangements | housing
family: relatives | relative | mother | father | mum | dad | parents | parent | brother | sister | brothers | sisters
  | siblings | sibling | grandparents | blood relatives | runs in the family | run in the family | running in the
  family | family members | uncle | aunt
surgery: operation | operations | surgeries | surgical | operated | surgical procedures | procedures | under the knife
hospital: hospitalised | hospitalized | hospitalisation | hospitalization | hospitalisations | hospitalizations |
  admitted | admission | admissions | hospitals | hospital stays | overnight in hospital | inpatient
illness: illnesses | medical conditions | medical condition | medical problems | medical problem | health problems |
  health conditions | health condition | health problem | conditions | diseases | disease | diagnosed | diagnosis |
  medical history | past medical history | medical issues | health issues | long term conditions | chronic conditions
hypertension: high blood pressure | blood pressure | hypertensive
diabetes: diabetic | high blood sugar | blood sugar | sugar diabetes
cholesterol: high cholesterol | lipids
heartattack: heart attack | heart attacks | myocardial infarction | mi
heartdisease: heart disease | heart condition | heart conditions | heart problems | heart problem | heart trouble |
  cardiac problems | cardiac disease | cardiac conditions | cardiac | cardiovascular | heart issues
lungdisease: lung disease | lung diseases | lung condition | lung conditions | lung problems | lung problem | lung
  issues | respiratory problems | respiratory conditions
clot: blood clot | blood clots | clots | dvt | thrombosis | pulmonary embolism | embolism
cancer: cancers | tumour | tumours | malignancy | malignancies
stroke: strokes | tia | mini stroke
travel: travelled | traveled | travelling | traveling | abroad | overseas | trip | trips | flown | flight | flights |
  out of the country | outside the country | holiday | vacation | journey | been away
sickcontact: around anybody sick | sick contacts | sick contact | ill contacts | contact with anybody sick | contact
  with anybody ill | been around anybody who is sick | sick people | around anybody who is been sick | around sick
  people | anybody around you sick | contact with anybody who is been sick | contact with anybody that is been sick |
  contact with anybody who is sick | somebody sick | anybody sick | anybody else sick | anybody ill | unwell contacts
vaccine: vaccinated | vaccination | vaccinations | vaccines | immunised | immunized | immunisation | immunisations |
  immunization | immunizations | jabs | jab | shots | booster | flu shot | up to date
injury: injuries | trauma | injured | fall | fallen | accident | hit | fell | knock | knocked | bump | hurt yourself
dust: fumes | asbestos | mould | mold | chemicals | dusty | carpets | damp
began: begin | begun | start | started | starting | came on | come on | onset | commence
worse: worsen | worsens | worsening | worsened
worsener: aggravate | aggravates | aggravating | exacerbate | exacerbates | exacerbating | make worse | makes worse |
  made worse | make it worse | makes it worse | made it worse | making it worse | makes it feel worse | make it feel
  worse
bringon: bring on | brings on | brought on | bring it on | brings it on | brought it on | set off | sets off | set it
  off | sets it off | trigger | triggers | triggered | provoke | provokes | provoked | cause | caused | causes
better: relieve | relieves | relieving | relief | ease | eases | easing | help | helps | helped | improve | improves |
  improved | alleviate | alleviates | settle | settles | improving
spread: radiate | radiates | radiating | move | moves | moving | travels | go anywhere | goes anywhere | shoot |
  shoots
severe: severity | how bad | scale | out of ten | out of 10 | intensity | intense | one to ten | 1 to 10 | one to 10 |
  rate
constant: continuous | all the time | persistent | non stop | continuously | constantly | always there
intermittent: come and go | comes and goes | coming and going | on and off | off and on | in waves | in bouts
before: previously | in the past | previous | prior | similar | like this
doctor: gp | physician | family doctor
"""


@cache
def _table() -> dict[str, list[tuple[list[str], str]]]:
    """First word → the phrases that begin with it, longest first, and the word each stands for."""
    found: dict[str, dict[str, str]] = {}
    for line in _SAME.replace("\n  ", " ").strip().splitlines():
        name, _, others = line.partition(": ")
        for words in (other.split() for other in others.split("|")):
            found.setdefault(words[0], {}).setdefault(" ".join(words), name)
    return {
        first: sorted(((phrase.split(), name) for phrase, name in some.items()), key=lambda one: -len(one[0]))
        for first, some in found.items()
    }


def common(text: str) -> str:
    """Plain text with every known phrase replaced by the one word that stands for its like."""
    table, words = _table(), text.split()
    found, at = [], 0
    while at < len(words):
        for phrase, name in table.get(words[at], ()):
            if words[at : at + len(phrase)] == phrase:
                found.append(name)
                at += len(phrase)
                break
        else:
            found.append(words[at])
            at += 1
    return " ".join(found)
