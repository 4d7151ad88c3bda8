"""Which meanings of the knowledge base count as right for each intent of the outside questions, mapped once by hand.

A code is `topic`, `topic@attribute` or `@attribute` (of whatever is talked about). `topic` alone stands for its
presence and for what no intent names (its colour, its amount, whether it is there now); what an intent does name (when
it began, what makes it worse) is another question, and wrong.
"""

INTENTS = {
    "opening": "opening complaint why-now",
    "tell_more": "elaborate @elaborate",
    "anything_else": "anything-else other-symptoms @associated closing",
    "name": "name",
    "age": "age-question",
    "onset": "@onset @last-time",
    "duration": "@duration",
    "onset_speed": "@speed",
    "progression": "@progression",
    "constant_or_intermittent": "@pattern",
    "frequency": "@frequency",
    "timing": "@timing @night",
    "location": "@location @side",
    "radiation": "@radiation",
    "character": "@character",
    "severity": "@severity",
    "aggravating": "@aggravating @lying-flat @posture",
    "relieving": "@relieving",
    "trigger": "@trigger",
    "previous_episodes": "@previous",
    "treatment_tried": "@treatment-tried",
    "impact": "effect-on-life @effect daily-activities",
    "ideas": "ideas",
    "concerns": "concerns",
    "expectations": "expectations",
    "fever": "fever",
    "chills": "rigors",
    "night_sweats": "night-sweats sweating@night",
    "weight_change": "weight-loss weight-gain",
    "appetite": "appetite-loss",
    "fatigue": "fatigue",
    "sleep": "sleep snoring",
    "cough": "cough",
    "sputum": "sputum sputum@character cough@colour cough@content",
    "hemoptysis": "haemoptysis sputum@blood cough@blood",
    "dyspnea": "breathlessness",
    "exertional_dyspnea": "breathlessness@aggravating breathlessness@effect",
    "orthopnea": "breathlessness@lying-flat",
    "pnd": "breathlessness@night",
    "wheeze": "wheeze",
    "chest_pain": "chest-pain",
    "palpitations": "palpitations",
    "syncope": "loss-of-consciousness",
    "dizziness": "dizziness vertigo",
    "leg_swelling": "leg-swelling",
    "calf_pain": "leg-pain leg-pain@aggravating cramps",
    "sore_throat": "sore-throat",
    "voice_change": "hoarseness",
    "dysphagia": "swallowing swallowing-trouble",
    "nasal_congestion": "nasal nasal@character",
    "smell_taste": "smell taste",
    "ear_symptoms": "hearing-change ringing ear-pain ear-discharge ear-discharge@character",
    "headache": "headache",
    "neck_stiffness": "neck",
    "vision": "vision",
    "eye_symptoms": "eye-pain red-eye",
    "photophobia": "photophobia",
    "nausea": "nausea",
    "vomiting": "vomiting",
    "abdominal_pain": "abdominal-pain",
    "bowel_habit": "diarrhoea constipation stool",
    "diarrhea": "diarrhoea",
    "constipation": "constipation",
    "blood_in_stool": "stool stool@blood diarrhoea@blood",
    "heartburn": "heartburn",
    "bloating": "bloating",
    "jaundice": "jaundice-noticed",
    "dysuria": "urination",
    "urinary_frequency": "urination urination@frequency urine-amount",
    "hematuria": "haematuria",
    "genital_discharge": "vaginal-discharge vaginal-discharge@character genital-symptoms testicles",
    "menstrual": "periods last-menstrual-period heavy-periods vaginal-bleeding",
    "pregnancy": "pregnancy recent-birth",
    "contraception": "contraception oestrogen",
    "sexual_history": "sexual-history new-partner past-sti painful-sex",
    "joint_pain": "joint-pain muscle-aches",
    "back_pain": "back-pain",
    "joint_swelling": "joint-swelling",
    "morning_stiffness": "joint-stiffness",
    "range_of_motion": "joint-movement",
    "mechanical": "joint-locking",
    "weight_bearing": "weight-bearing",
    "trauma": "recent-injury past-head-injury falls",
    "weakness": "weakness",
    "numbness": "numbness tingling saddle-numbness",
    "tremor": "tremor",
    "seizure": "seizure-seen jerking past-epilepsy",
    "confusion": "thinking memory",
    "incontinence": "incontinence-of-urine bowel-incontinence",
    "rash": "rash rash@character skin-change skin-colour",
    "itch": "itching",
    "bruising_bleeding": "bruising nosebleed",
    "lumps": "lump glands",
    "mood": "mood",
    "anxiety": "worry-and-panic",
    "suicidality": "suicidality",
    "hallucinations": "hallucinations",
    "past_medical": (
        "past-medical-list previous-diagnosis past-stroke past-clot past-kidney-stones past-gallstones past-ulcer "
        "past-migraine past-thyroid past-kidney-disease past-back-pain past-depression-anxiety "
        "past-varicose-veins past-aneurysm past-connective-tissue past-immune-suppression past-anaemia "
        "past-liver-disease past-bowel-disease past-reflux past-arthritis past-gout past-pneumonia "
        "past-bleeding-disorder past-hay-fever past-high-cholesterol recent-infection"
    ),
    "hospitalization": "hospital-admissions",
    "surgery": "surgery-list recent-surgery past-abdominal-surgery",
    "medication": (
        "medicines-list new-medicine anticoagulant antiplatelet steroid-use insulin-or-sulfonylurea diuretic "
        "antihypertensive nitrate-medicine inhaler antibiotic-recent opioid-painkiller statin thyroid-medicine "
        "antacid-medicine nerve-medicine"
    ),
    "otc": "over-the-counter supplements",
    "adherence": "adherence",
    "allergy": "allergies-list drug-allergy food-allergy",
    "immunization": "immunisations",
    "diabetes": "past-diabetes",
    "hypertension": "past-hypertension",
    "asthma_history": "past-asthma past-lung-list past-copd",
    "heart_history": (
        "past-heart-list past-heart-attack past-angina past-heart-failure past-atrial-fibrillation past-valve-disease"
    ),
    "cancer_history": "past-cancer",
    "family_history": (
        "family-history-list family-parents-list family-siblings-list family-clot family-migraine family-diabetes "
        "family-hypertension family-aneurysm-or-brain-bleed family-stroke family-kidney-disease "
        "family-mental-illness family-epilepsy family-thyroid family-arthritis"
    ),
    "family_heart": "family-heart-disease family-sudden-death",
    "family_lung": "family-lung-disease family-tb",
    "family_cancer": "family-cancer",
    "smoking": "smoking passive-smoking",
    "smoking_amount": "smoking-amount smoking@duration smoking@frequency smoking@onset",
    "alcohol": "alcohol alcohol-amount",
    "drugs": "recreational-drugs stimulant-drugs iv-drug-use",
    "occupation": "occupation education",
    "occupational_exposure": "occupational-exposure",
    "living_situation": "living-situation marital-status children",
    "support": "support daily-activities",
    "pets": "pets",
    "travel": "travel-abroad malaria-travel long-journey",
    "sick_contacts": "sick-contact past-tb-contact",
    "covid_contact": "covid-contact",
    "diet": "diet dietary-iron-poor caffeine",
    "exercise": "exercise",
    "stress": "stress",
    "birth_history": "birth-history",
    "development": "development",
    "child_feeding": "child-feeding",
}
"""Intent → codes of the meanings that count as right."""


def accepted(intent: str) -> frozenset[tuple[str, str]]:
    """(topic or "*", attribute or "*") of an intent; nothing for one that is not here."""
    found = set()
    for code in INTENTS.get(intent, "").split():
        topic, _, attribute = code.partition("@")
        found.add((topic or "*", attribute or "*"))
    return frozenset(found)


NAMED = frozenset(attribute for intent in INTENTS for topic, attribute in accepted(intent) if topic == "*")
"""Attributes that some intent names for whatever is talked about."""


def right(intent: str, topic: str, attribute: str) -> bool:
    """Whether a meaning counts as right for an intent."""
    for whose, what in accepted(intent):
        if whose == "*" and what == attribute:
            return True
        if whose == topic and (what == attribute or (what == "*" and attribute not in NAMED)):
            return True
    return False
