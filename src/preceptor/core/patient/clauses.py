"""A learner's words cut into clauses, one question or statement each. Knows English wording, no topics, no patient."""

import re
import unicodedata
from dataclasses import dataclass

from preceptor.core.patient.wrapping import empty, stripped, unrepeated

LONGEST = 1_500
"""Characters of one turn that are read; nobody asks a patient more in one breath."""
MOST = 8
"""Clauses of one turn that are read."""

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": ",", "—": ",", "…": "."})
_EXPANDED = {"re": "are", "ve": "have", "ll": "will", "d": "would", "m": "am"}
_WRITTEN = (
    (r"\bcan't\b", "cannot"),
    (r"\bwon't\b", "will not"),
    (r"n't\b", " not"),
    (r"\b(what|where|when|who|how|that|it|he|she|there|here)'s\b", r"\1 is"),
    (r"'(re|ve|ll|d|m)\b", r" \1"),
    (r"\b(\w+)'s\b", r"\1"),
    (r"\bgonna\b", "going to"),
    (r"\bwanna\b", "want to"),
    (r"\bgotta\b", "have to"),
    (r"\b(any|some|every)(one|body)\b", r"\1body"),
)
"""Contractions and what stands for them."""
_SPELLINGS = (
    (r"\bhemo", "haemo"),
    (r"\bhema", "haema"),
    (r"\bhaematemesis\b", "vomiting blood"),
    (r"(\w)emia\b", r"\1aemia"),
    (r"\banemi", "anaemi"),
    (r"edema", "oedema"),
    (r"pnea", "pnoea"),
    (r"diarrhea", "diarrhoea"),
    (r"\b(col|od|fav|tum|behavi|hum)or", r"\1our"),
    (r"\bestrogen", "oestrogen"),
    (r"\besophag", "oesophag"),
    (r"\bpediatric", "paediatric"),
    (r"gynec", "gynaec"),
    (r"\borthoped", "orthopaed"),
    (r"\bmom\b", "mum"),
    (r"\bgotten\b", "got"),
    (r"\blaying\b", "lying"),
    (r"\banything else (?=that|which|make|help|bring|cause)", "anything "),
)
"""American to British, and one wording where there are two."""
_HESITATIONS = re.compile(
    r"\b(u+h*m+|u+h+|e+r+m*|h+m+|a+h+|mm+|mhm|oh|like(?=,)|you know|(?:that )?you can think of|i mean|sort of|kind of"
    r"|kinda|(?:symptoms?|signs?|episodes?|bouts?|feelings?|instances?) of(?= \w))\b,?"
)
_NUMBERED = re.compile(r"(?<=\d)\.(?=\s|$)(?=.*\w)")
"""The mark after a number: "7. And have you …" numbers a list and ends no sentence."""
_ASKING = re.compile(
    r"^(?:what|when|where|which|who|whose|why|how|do|does|did|are|is|was|were|have|has|had|can|could|would|will|should"
    r"|any|anything|anybody|ever|tell|describe|explain|talk|show|point|rate|walk|take|give|let us talk|on a scale"
    r"|in terms of|regarding|noticed|feeling|changes?|history|trouble|problems?|difficulty)\b"
)
_TELLING = re.compile(
    r"^(?:i|we|it is|it sounds|it seems|it must|it can|it looks|that|this|these|your|you|the|there is|there are|my"
    r"|hello|hi|hey|good|let me|let us|sorry|thank|do not worry|ignore|forget|disregard|pretend)\b"
)
_CUTS = re.compile(r",? (?:and|or|nor|and or|and also|or even)(?: also)? |, |(?<=\w) (?=how about |what about )")
_LIST_CUTS = re.compile(_CUTS.pattern + r"|(?<=\w) (?=any )")
_LISTING = re.compile(r"^(?:any|no|how about|what about) \w+ ")
"""Whoever begins with "any" may go on with "any" without a comma; "have you had any" is no list."""
_BODY = re.compile(
    r"(?:(?:the|your|left|right|upper|lower|both) )*(?:arms?|legs?|hands?|foot|feet|fingers?|toes?|face|head|neck|back"
    r"|chest|belly|tummy|stomach|side|jaw|shoulders?|knees?|hips?|elbows?|wrists?|calf|calves|thighs?|groin|eyes?|ears?"
    r"|nose|mouth|throat)"
)
"""A place in the body says nothing alone: it completes what was asked of another."""
_PASSED = re.compile(
    r"(?:(?:the|your) )?(urine|wee|pee|water|stools?|poo|motions?|vomit|sick|spit|phlegm|sputum|mucus)"
)
"""After "any blood in your stool", "urine" asks for blood there."""
_FRAME = re.compile(
    r"^(?:(?:also|then|maybe|either|even|like|just|so|and|or) )*"
    r"(?:(?:(?:do|did|does|have|has|had|are|is|was|were) (?:you|he|she|they|there|your \w+)"
    r"(?: (?:also|ever|been|had|have|having|noticed|noticing|experienced|experiencing|experience|felt|feeling|recently"
    r"|currently|get|got|getting|notice|see|seeing|use|any|some|guys|all))*"
    r"|how about|what about|any|some|other|with|including|such as|no|noticed|experiencing|having|you|a|an|the)(?: |$))+"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence without its social wrapping. `asks` is whether it reads as a question (bare words such as
    "chest pain" do)."""

    text: str
    asks: bool


def plain(text: str) -> str:
    """Lower case, one spelling, no contractions, no hesitations; only letters, digits and , . ? are left."""
    text = unicodedata.normalize("NFKC", text[: 4 * LONGEST])[:LONGEST].translate(_QUOTES).lower()
    for pattern, becomes in _WRITTEN:
        text = re.sub(pattern, becomes, text)
    text = re.sub(r"\b(re|ve|ll|d|m)\b", lambda found: _EXPANDED[found[0]], text)
    text = re.sub(r"[;:!]", ".", _NUMBERED.sub(" ", text))
    text = "".join(mark if mark.isalnum() or mark in ",.?" else " " for mark in text)
    text = _HESITATIONS.sub(lambda found: ", " if found[0].endswith(",") else " ", text)
    for pattern, becomes in _SPELLINGS:
        text = re.sub(pattern, becomes, text)
    text = re.sub(r"\s+([,.?])", r"\1", " ".join(text.split()))
    text = re.sub(r"([,.?])(?:[,.]+)", r"\1", text)
    return unrepeated(text).strip(" ,.")


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a turn in order, at most MOST, each without openers, echoes and fillers; none for empty words.

    "OK. I see." before a question is not a sentence; alone it is one.
    """
    found = []
    for piece in re.findall(r"[^.?]+[.?]?", plain(text)):
        bare = stripped(piece.rstrip(".?"))
        if re.search(r"[^\W\d_]", bare):
            found.append(Sentence(bare, asks(bare, piece.endswith("?"))))
    return tuple(([one for one in found if not empty(one.text)] or found[:1])[:MOST])


def asks(bare: str, marked: bool) -> bool:
    """Whether stripped words are a question: marked as one, beginning like one, or too short to tell anything."""
    return marked or bool(_ASKING.match(bare)) or (len(bare.split()) < 5 and not _TELLING.match(bare))


def parts(sentence: str) -> tuple[tuple[str, ...], ...]:
    """A compound question's parts, each with the ways it may be completed; fewer than two parts: not compound.

    "changes in your vision or hearing" → (("changes in your vision",), ("hearing", "changes in your hearing")).
    """
    cuts = _LIST_CUTS if _LISTING.match(sentence) else _CUTS
    said = [piece for piece in map(str.strip, cuts.split(sentence)) if framed(piece)]
    if not 2 <= len(said) <= MOST:
        return ()
    last = framed(said[-1]).split()
    found: list[tuple[str, ...]] = []
    before: list[str] = []
    for place, piece in enumerate(said):
        bare = framed(piece)
        words = bare.split()
        carried = _PASSED.fullmatch(bare) if before[:1] == ["blood"] else None
        bare = carried[1] if carried else bare
        ways = [] if _BODY.fullmatch(bare) or carried else [bare, stripped(piece)]
        if before and len(words) <= 2:
            ways.append(" ".join([*before[:-1], bare]))
        elif len(words) > 1:
            before = words
        if place < len(said) - 1 and len(words) == 1 and len(last) > 1:
            ways.append(f"{bare} {last[-1]}")
        found.append(tuple(dict.fromkeys(ways or [bare])))
    return tuple(found)


def framed(piece: str) -> str:
    """A part without the question's frame ("have you noticed any"); nothing where it is no more than that."""
    return _FRAME.sub("", stripped(piece)).strip(" ,")
