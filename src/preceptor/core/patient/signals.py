"""What a learner's words do besides asking: introduce, comfort, explain, use jargon. Observable behaviours, by rule.

Each behaviour stands for something that can be pointed at in the transcript (after the Calgary-Cambridge guide: Kurtz,
Silverman and Draper 2005). Knows English words, no patient.
"""

import re

_RULES: dict[str, str] = {
    "introduced": r"\b(my name is|i'?m (dr|doctor|nurse|[a-z]+,? (one of|a|the) )|i am (dr|doctor"
    r"|a (medical )?student|one of)"
    r"|i'?m (a|one of the) (medical |nursing )?(student|doctor|nurse)|call me [a-z]+)",
    "empathy": r"\b((that|it|this) (sounds|must (be|have been|feel)|seems) (so |very |really |quite "
    r"|pretty )?(frightening|scary"
    r"|hard|difficult|awful|painful|tough|worrying|upsetting|unpleasant|horrible|distressing|stressful|rough"
    r"|miserable|exhausting)"
    r"|i can (see|hear|imagine|understand) (that |how |why )?(this|it|that|you|worr)|i'?m (so |very "
    r"|really )?sorry (to hear"
    r"|you|that|about|this)|(that|it) (is|'s) understandable|no wonder you|thank you for (telling|sharing)"
    r"|take your time)",
    "permission": r"\b(is (it|that) (ok|okay|all right|alright|fine) if|(may|can|could) i (examine|listen"
    r"|have a look|look at|feel"
    r"|take a look|check|press|touch|ask you)|would (it be|you be) (ok|okay|all right|alright|happy"
    r"|comfortable)|do you mind if"
    r"|are you happy for me|with your permission)",
    "summary": r"\b(let me (just )?(check|summari[sz]e|recap|make sure)|to summari[sz]e|so (just )?to (recap"
    r"|summari[sz]e|check)"
    r"|(have|did) i (got|get|understood|understand) (that |this |it )?(right|correctly)|so what you'?(re"
    r"| are) (saying|telling))",
    "explained": r"\b(i (think|believe|suspect) (this|that|it|you|the|we|your)|this (could|may|might) be"
    r"|it (could|may|might) be"
    r"|what (this|that) means|the plan is|we(('| a)re going to| will|'ll| need to| would like to| should)"
    r"|i('m going| am going|'d like"
    r"| would like|'ll| will) (to )?(do|order|give|start|arrange|send|ask|get|take|call|check|run|refer|examine"
    r"|listen))",
    "reassured": r"\b(you'?(re| are) in (the right place|good hands|safe)|we('ll| will) (look after"
    r"|take care of|help) you"
    r"|don'?t worry|try not to worry)",
    "checked": r"\b(does that make sense|do you (understand|follow)|(any|have any) questions|is (that"
    r"|this) clear|what questions"
    r"|could you tell me (back|in your own words)|how does that sound|are you (happy|ok|okay) with that)",
    "safety-net": r"\b(come back|call (us|999|911|112|an ambulance|for help)|go to (a&e|the emergency)"
    r"|seek (help|medical)"
    r"|if (it|this|things|you|the pain|anything) (gets?|feels?|become|worsen|change|notice|start|develop))",
    "worries-asked": r"\b(worr(y|ied|ies)|concern(s|ed)?|afraid|what do you think (is|might|it)|your (ideas"
    r"|expectations|thoughts)"
    r"|hoping (for|we|i|to)|anything (in particular )?(you'?re|you are) (worried|afraid))",
    "thanks": r"\bthank(s| you)\b",
    "open": r"^(ok(ay)?,? |so,? |and |right,? |good (morning|afternoon|evening).*[.,] )*(what|how|tell me"
    r"|describe|can you tell me (more|about)"
    r"|could you tell me (more|about)|talk me through|walk me through)\b",
    "abuse": r"\b(stupid|idiot|shut up|moron|fuck|bitch|bastard|dumb|you people|liar)\b",
}  # fmt: skip
RULES = {name: re.compile(rule) for name, rule in _RULES.items()}
JARGON = (
    "dyspnoea", "dyspnea", "orthopnoea", "orthopnea", "haemoptysis", "hemoptysis", "syncope", "diaphoresis", "emesis",
    "melaena", "melena", "haematemesis", "hematemesis", "pyrexia", "febrile", "myalgia", "arthralgia", "dysuria",
    "haematuria",
    "hematuria", "paraesthesia", "paresthesia", "photophobia", "phonophobia", "claudication", "oedema", "edema",
    "palpable",
    "radiating", "radiate", "exacerbating", "idiopathic", "ischaemia", "ischemia", "infarction", "embolism",
    "tachycardia",
    "bradycardia", "auscultate", "auscultation", "percuss", "palpate", "comorbidities", "contraindication",
    "prophylaxis",
    "rhinorrhoea", "rhinorrhea", "dysphagia", "odynophagia", "polyuria", "nocturia", "vertigo", "prodrome", "aura",
    "nsaid",
)  # fmt: skip
_JARGON = re.compile(r"\b(" + "|".join(JARGON) + r")\b")


def signals(text: str) -> tuple[str, ...]:
    """The behaviours in one turn, in a fixed order; jargon with its word ("jargon:dyspnoea")."""
    plain = re.sub(r"\s+", " ", text.lower().replace("’", "'")).strip()
    found = [name for name, rule in RULES.items() if rule.search(plain)]
    if "thanks" in found and "empathy" in found:
        found.remove("thanks")
    return (*found, *dict.fromkeys(f"jargon:{word}" for word in _JARGON.findall(plain)))
