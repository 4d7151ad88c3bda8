"""How a patient talks: persona, trust, and the sentences that state no fact. Knows a patient and the state of the talk.

Whatever is added here carries no clinical fact: facts come from the case alone (`disclosure`).
"""

from preceptor.core.patient.case import Patient, Person, share
from preceptor.core.patient.moves import State

PERSONAS = ("plain", "verbose", "anxious", "distrustful", "impatient")
LINES: dict[str, tuple[str, ...]] = {
    "unsure": (
        "I'm not sure what you mean.",
        "Sorry, I don't follow. Could you say that another way?",
        "I don't quite understand the question.",
    ),
    "cannot-say": ("I couldn't really say.", "I don't know, to be honest.", "I couldn't tell you."),
    "rather-not": ("I'd rather not go into that just now.", "That's a bit personal. Do you need to know?"),
    "nothing-more": ("That's about it, really.", "I think I've told you everything.", "Nothing else comes to mind."),
    "not-that-i-know": ("Not that I know of.", "Not as far as I know."),
    "no-idea": ("I really don't know. That's why I came.", "I haven't thought about it like that."),
    "what-is-it": (
        "I was hoping you could tell me that.",
        "I don't know what it is. You're the one who's training for this.",
    ),
    "off-topic": ("I'm here about how I feel. Can we stay with that?", "I don't see what that has to do with me."),
    "greeting": ("Hello.", "Hello. Thanks for seeing me."),
    "introduction": ("Nice to meet you.", "All right. Hello."),
    "thanks": ("That's all right.", "You're welcome."),
    "empathy": ("Thank you. It does help to hear that.", "Thanks. It has been hard."),
    "reassurance": ("I hope you're right.", "All right. If you say so."),
    "explanation": ("All right. I think I follow you.", "Okay. Thank you for explaining."),
    "summary": ("Yes, that sounds right.", "Yes, I think you've got it."),
    "permission": ("Yes, go ahead.", "That's fine."),
    "closing": ("No, I don't think so.", "Not for the moment."),
    "permission-to-ask": ("Yes, of course.", "Go on."),
    "chaperone": ("I don't mind either way.", "All right, if that's how it's done."),
    "confidentiality": ("Good to know.", "All right."),
    "signpost": ("All right.", "Okay."),
    "acknowledgement": ("Yes.", "Mm."),
    "repeat": ("I think I've said it as well as I can.", "It's as I told you."),
    "apology": ("That's all right.", "No harm done."),
    "comfort": ("I'm all right like this.", "I can manage, thank you."),
    "understanding": ("I think so.", "Yes, I think I understand."),
    "safety-net": ("All right, I'll remember that.", "I will."),
    "abuse": ("Please don't speak to me like that.", "There's no need for that."),
    "other-language": ("I'm sorry, I only speak English.", "Sorry, could you say that in English?"),
    "not-mine": ("That can't be, can it?", "That doesn't apply to me."),
}
OF_A_CHILD: dict[str, tuple[str, ...]] = {
    "unsure": ("I don't know what you mean.", "What do you mean?", "I don't get it."),
    "cannot-say": ("I don't know.", "I'm not sure.", "Dunno, sorry."),
    "rather-not": ("I don't want to say.", "Do I have to say that?"),
    "nothing-more": ("That's all.", "I think I said everything.", "Nothing else."),
    "not-that-i-know": ("I don't think so.", "Not that anybody told me."),
    "no-idea": ("I don't know.", "I haven't thought about it."),
    "what-is-it": ("I don't know. I thought you would.", "Nobody has told me yet."),
    "off-topic": ("I don't get what that's for.", "Can we do the bit where I get better?"),
    "greeting": ("Hi.", "Hello."),
    "introduction": ("Hi.", "Okay. Hello."),
    "thanks": ("That's okay.", "You're welcome."),
    "empathy": ("Thanks.", "It's not nice."),
    "reassurance": ("Okay. I hope so.", "Promise?"),
    "explanation": ("Okay.", "Okay. I think I get it."),
    "summary": ("Yes.", "Yeah, that's it."),
    "closing": ("No.", "I don't think so."),
    "confidentiality": ("Okay.", "All right."),
    "chaperone": ("I don't mind.", "Okay."),
    "repeat": ("I said it already.", "It's like I said."),
    "apology": ("It's okay.", "That's all right."),
    "comfort": ("I'm okay like this.", "I'm all right."),
    "understanding": ("I think so.", "Yes."),
    "safety-net": ("Okay, I'll remember.", "Okay."),
    "abuse": ("That's not nice.", "Why are you being mean?"),
    "not-mine": ("I can't have that, can I?", "That's not for me."),
}
"""What a child of school age says instead."""
FOR_ANOTHER: dict[str, tuple[str, ...]] = {
    "rather-not": ("I'd rather not go into that just now.", "Do you need to know that to help?"),
    "what-is-it": ("I was hoping you could tell me that.", "I don't know what it is. That's why we came."),
    "no-idea": ("I really don't know. That's why we came.", "I haven't thought about it like that."),
    "off-topic": ("We came because of my child. Can we stay with that?", "I don't see what that has to do with it."),
    "comfort": ("We're all right like this.", "We can manage, thank you."),
    "not-mine": ("That can't be, can it?", "That doesn't apply here."),
}
"""What whoever brings a small child says instead."""
BEFORE: dict[str, tuple[str, ...]] = {
    "verbose": ("Well, let me think. ", "Now, since you ask. ", "It's funny you should ask. ", "Well, you see. "),
    "anxious": ("Oh. ", "Sorry, I'm a bit on edge. "),
    "distrustful": ("Why do you ask? ", "If you must know. ", "I don't see why that matters. "),
    "impatient": ("Look. ", "Right. "),
}
AFTER: dict[str, tuple[str, ...]] = {
    "verbose": (
        " I always say you have to be honest.",
        " My neighbour says I go on a bit.",
        " But you'll want to get on.",
    ),
    "anxious": (" Is that bad?", " Should I be worried?"),
    "distrustful": (" I've said all this before.", " Does anybody here read the notes?"),
    "impatient": (" How much longer will this take?", " Can we get on?"),
}
OFTEN = {"verbose": 0.6, "anxious": 0.4, "distrustful": 0.35, "impatient": 0.35}
"""In what share of replies a persona shows."""


def lines(person: Person) -> dict[str, tuple[str, ...]]:
    """The sentences that state no fact, as this person's are spoken."""
    if person.speaker:
        return LINES | FOR_ANOTHER
    return LINES | OF_A_CHILD if person.child else LINES


def line(kind: str, patient: Patient, state: State) -> str:
    """A sentence that states no fact; another one each time."""
    said = lines(patient.case.public.person)
    choices = said.get(kind, said["cannot-say"])
    start = int(share(patient.case.public.id, kind) * len(choices))
    return choices[(start + len(state.steps)) % len(choices)]


def dressed(text: str, patient: Patient, state: State, told: bool = True) -> str:
    """A reply in the patient's manner. Trust softens distrust and impatience; nobody worries who has told nothing."""
    persona = patient.case.hidden.manner.persona
    if persona in ("distrustful", "impatient") and state.trust >= 0.6:
        persona = "plain"
    if persona not in BEFORE or not text or (persona == "anxious" and not told):
        return text
    number = len(state.steps)
    if number < 2 or share(patient.case.ref, number, "shows") >= OFTEN[persona]:
        return text
    if share(patient.case.ref, number, "where") < 0.5:
        return _pick(BEFORE[persona], patient, number) + text
    return text + _pick(AFTER[persona], patient, number)


def _pick(choices: tuple[str, ...], patient: Patient, number: int) -> str:
    return choices[int(share(patient.case.ref, number, "choice") * len(choices))]


TRUST: dict[str, float] = {
    "introduced": 0.06,
    "empathy": 0.08,
    "permission": 0.03,
    "summary": 0.04,
    "thanks": 0.02,
    "explained": 0.03,
    "jargon": -0.06,
    "interrupted": -0.08,
    "ignored-worry": -0.1,
    "abuse": -0.3,
}
"""How one act of the learner moves trust (estimates)."""
ONCE = frozenset({"introduced", "thanks"})


def trusted(trust: float, signals: tuple[str, ...], before: frozenset[str]) -> float:
    """Trust after what the learner's words did, within 0 to 1."""
    for signal in signals:
        if signal not in ONCE or signal not in before:
            trust += TRUST.get(signal.split(":")[0], 0.0)
    return min(1.0, max(0.0, trust))
