"""The words in which patients bring each presenting complaint. Knows presentations and findings by id, no patients.

A sentence states its finding and, by {since} or {ago}, how long it has been there, and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Complaint:
    """`findings` maps each finding that can be the main complaint to sentences for the opening; `title` completes "A
    46-year-old teacher …" by finding. `once`: an event that is over, not a state that lasts."""

    findings: Mapping[str, tuple[str, ...]]
    title: Mapping[str, str]
    ideas: tuple[str, ...]
    concerns: tuple[str, ...]
    once: bool = False


COMPLAINTS: Mapping[str, Complaint] = {
    "chest-pain": Complaint(
        {
            "chest-pain": (
                "I've had a pain in my chest {since}.",
                "It's my chest. It's been hurting {since}.",
                "There's this pain in my chest, I've had it {since}.",
            )
        },
        {"chest-pain": "with chest pain"},
        ("I wondered whether I'd slept on it awkwardly.", "I thought it might be something I ate."),
        ("I'm frightened that it's my heart.", "I keep thinking that something in there is about to give out."),
    ),
    "breathlessness": Complaint(
        {
            "breathlessness": (
                "I've been short of breath {since}.",
                "I can't get my breath properly, it's been like that {since}.",
                "My breathing's been bad {since}.",
            )
        },
        {"breathlessness": "who is short of breath"},
        ("I thought that I was just out of condition.", "I wondered if it was the damp in our building."),
        ("I'm scared of not being able to breathe at all.", "I worry that I'll end up on a machine."),
    ),
    "abdominal-pain": Complaint(
        {
            "abdominal-pain": (
                "I've had a pain in my belly {since}.",
                "My stomach's been hurting {since}.",
                "It's this pain in my belly. I've had it {since}.",
            )
        },
        {"abdominal-pain": "with abdominal pain"},
        ("I thought it was something I'd eaten.", "I wondered if I'd just been eating too fast."),
        ("I'm afraid that I'll need an operation.", "I'm worried that it's something that can't be put right."),
    ),
    "headache": Complaint(
        {
            "headache": (
                "I've had a headache {since}.",
                "My head's been hurting {since}.",
                "It's my head. It's been hurting {since}.",
            )
        },
        {"headache": "with a headache"},
        ("I thought I might need new glasses.", "I put it down to staring at a screen."),
        ("I'm frightened that there's something growing in my head.", "I'm scared it's something serious."),
    ),
    "fever": Complaint(
        {
            "fever": (
                "I've had a temperature {since}.",
                "I've been feverish {since}.",
                "I've been burning up {since}.",
            )
        },
        {"fever": "with a temperature"},
        ("I thought that I'd caught something at work.", "I wondered if it was just one of those bugs."),
        ("I'm worried that I'll pass it on to somebody frail.", "I'm frightened by how it has knocked me out."),
    ),
    "syncope-collapse": Complaint(
        {
            "blackout": (
                "I passed out {ago}.",
                "I blacked out {ago}.",
                "I lost consciousness, it was {ago}.",
            )
        },
        {"blackout": "who passed out"},
        ("I thought I'd been overdoing it.", "I wondered whether I'd just not eaten enough."),
        ("I'm afraid that it'll happen again when I'm on my own.", "I'm scared I won't wake up next time."),
        once=True,
    ),
    "cough": Complaint(
        {
            "cough": (
                "I've had a cough {since}.",
                "I've been coughing {since}.",
                "It's this cough. I've had it {since}.",
            )
        },
        {"cough": "with a cough"},
        ("I thought it was the dry air at home.", "I wondered if it was just a tickle that would go."),
        ("I'm worried that it's something bad in there.", "I'm afraid that people will keep away from me."),
    ),
    "leg-swelling-pain": Complaint(
        {
            "leg-swelling": (
                "My leg's been swollen {since}.",
                "It's my leg. It's been swollen {since}.",
                "I've had swelling in my leg {since}.",
            ),
            "leg-pain": (
                "My leg's been hurting {since}.",
                "I've had a pain in my leg {since}.",
                "It's my leg. It's been painful {since}.",
            ),
        },
        {"leg-swelling": "with a swollen leg", "leg-pain": "with a painful leg"},
        ("I thought I'd been on my feet too much.", "I wondered if I'd knocked it without noticing."),
        ("I'm afraid that I'll lose the leg.", "I worry that I won't be able to get about any more."),
    ),
    "back-pain": Complaint(
        {
            "back-pain": (
                "My back's been hurting {since}.",
                "I've had a pain in my back {since}.",
                "It's my back. It's been painful {since}.",
            )
        },
        {"back-pain": "with back pain"},
        ("I thought it was our old mattress.", "I put it down to my age."),
        ("I'm afraid that I'll end up in a wheelchair.", "I worry that I won't be able to work."),
    ),
    "palpitations": Complaint(
        {
            "palpitations": (
                "I've been feeling my heart thumping {since}.",
                "My heart's been bothering me, I've felt it pounding {since}.",
                "I've had this fluttering in my chest {since}.",
            )
        },
        {"palpitations": "with palpitations"},
        ("I thought I'd had too much coffee.", "I wondered if it was just my nerves."),
        ("I'm scared that my heart will stop.", "I'm afraid that I'll drop down dead."),
    ),
    "dizziness": Complaint(
        {
            "light-headed": (
                "I've been light-headed {since}.",
                "I've been feeling light-headed, it's been like that {since}.",
                "It's my head. I've felt light-headed {since}.",
            ),
            "vertigo": (
                "Everything's been spinning {since}.",
                "The room's been going round {since}.",
                "I've had this spinning in my head {since}.",
            ),
        },
        {"light-headed": "who feels dizzy", "vertigo": "who feels dizzy"},
        ("I thought that I needed to drink more.", "I wondered if I'd just got up too quickly."),
        ("I'm frightened of falling over.", "I'm scared that there's something wrong with my brain."),
    ),
}
IDEAS = ("I've no idea, really.", "I couldn't say what it is. That's why I've come.")
CONCERNS = (
    "I'm worried that I won't be able to look after my family.",
    "I'm worried about missing work.",
    "I just want to be sure that it's nothing serious.",
    "I'm frightened of having to stay in hospital.",
)
EXPECTATIONS = (
    "I'd like to know what's going on.",
    "I was hoping for some tests.",
    "I'd like something to make it better.",
    "I hoped that somebody would have a proper look at me.",
    "I'd just like to be told that I can go home.",
)
