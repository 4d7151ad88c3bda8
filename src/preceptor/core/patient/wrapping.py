"""The social wrapping of a sentence: echoes, nods, politeness, asides. Knows English, no topics and no patient."""

import re

_NODS = (
    r"ok|okay|k|alright|all right|right|yeah|yes|yep|no|nope|so|and|but|well|now|then|sure|great|good|perfect|excellent"
    r"|wonderful|fantastic|fine|cool|i see|got it|gotcha|understood|of course|certainly|for sure|absolutely"
    r"|fair enough|no problem|no worries|sounds good|that is (?:good|great|fine|okay|ok)|very good"
)
_NODDING = re.compile(rf"(?:(?:{_NODS}|wow|any|a|the)(?:[, ]+|$))+")
_ECHOED = re.compile(
    r".{1,80}[, ](?:ok|okay|alright)|(?:or |and )?(?:anything|something)(?: else)? like that(?: in .+)?"
)
"""A sentence that repeats what was just said ("Three days, OK."), or asks nothing of its own."""
_ECHO = re.compile(r"^[^?]{1,60}?[,.]? (?:ok|okay|alright|all right)\b[,.]* (?=\w)")
_SOCIAL = re.compile(
    rf"^(?:{_NODS}|also|thanks|thank you(?: (?:so|very) much)?|sorry|please|just|or|actually|basically|otherwise|lastly"
    r"|finally|next|first(?:ly)?|again|anyway|to start|in addition|additionally"
    r"|(?:other than|apart from|besides|aside from) that)\b[,. ]*"
)
_POLITE = re.compile(
    r"^(?:(?:can|could|may|might) i (?:just |also |please )?(?:ask|check|clarify|confirm)(?: you)?"
    r"|(?:i )?(?:just |also )?(?:want|wanted|would like|need|have|am going|going) (?:just )?to (?:just |also )?"
    r"(?:ask|know|check|clarify|confirm)(?: you)?(?: (?:a few|some|another|a couple of) (?:\w+ )?questions?)?"
    r"|i (?:was|am) (?:just )?(?:wondering|curious)|let me (?:just )?ask(?: you)?"
    r"|do you mind (?:telling me|if i ask)"
    r"|(?:can|could|would|will) you (?:please |just |maybe |also )?(?:tell me|let me know|say)"
    r"(?: a (?:little )?bit)?(?: more)?"
    r"|(?:please )?tell me(?: please)?|(?:do|would) you (?:happen to )?know"
    r"|do you (?:think|find|believe|say|feel (?:like|that|as (?:if|though)))(?: that)?"
    r"|would you say(?: that)?|(?:did|have) you (?:say|said|mention(?:ed)?)(?: that)?"
    r"|you (?:said|mentioned)(?: that)?|is it (?:true|correct) that|if you do not mind(?: me asking)?)"
    r"(?: please)?[, ]*(?:about |if |whether |regarding )?[, ]*"
)
_TRAILING = re.compile(
    r"(?:,? (?:at all|or anything(?: like that| else)?|anything like that|or something(?: like that)?|and so on|or not"
    r"|please|that you know of|that you are aware of|as far as you know|if you do not mind|if that is ok(?:ay)?|right"
    r"|correct|is that (?:right|correct)|would you say|do you think|by any chance|then|sir|madam|doctor|with you|for me"
    r"|associated with (?:it|that|this)))+$"
)
_ASIDE = re.compile(
    r"(?:,? (?:besides|aside from|apart from|other than|except(?: for)?|in addition to)(?: \w+){1,5}$"
    r"|^(?:(?:besides|aside from|apart from|other than|except(?: for)?|in addition to|along with)(?: \w+){1,5}"
    r"|with (?:this|that|the|your|these)(?: \w+){1,3}|before [^,]{3,40}),)"
)
"""What a question is not about: "aside from the fever", "with this fatigue, …"."""
_POINTING = re.compile(
    r"\b(?:(?:all|any|some|both|one|most|none)(?: of)? )?(?:this|these|that|those|the|your)"
    r"(?: (?:same|main|other|current|whole|particular|kind of|type of|sort of))?"
    r" (?:symptoms?|pains?|things?|issues?|episodes?|attacks?|feelings?|sensations?)"
    r"(?! (?:in|of|on|under|over|around|down|across|behind|near)\b)"
)
"""Names of what is talked about, as good as "it"."""
_REPEATED = re.compile(
    r"\b(\w+(?: \w+){0,2}?) \1\b"
    r"|\b((?:any|is|are|was|were|do|does|did|have|has|can|you|he|she|it|the|a|in|on|with|and|or|so|what|how)(?: \w+)?),"
    r" \2\b"
)
"""Said twice; with a comma between, only what begins with a little word ("weight loss, loss of appetite" is a list)."""
LEAST = 8
"""Letters that must be left of a sentence when an echo before them is dropped."""


def stripped(text: str) -> str:
    """One plain sentence without "OK, so", "can I ask you whether" in front and "or anything like that" behind.

    What would leave nothing stays ("hello", "thank you").
    """
    text = unrepeated(text.strip(" ,."))
    echo = _ECHO.match(text)
    if echo and len(text) - echo.end() > LEAST:
        text = text[echo.end() :]
    while True:
        shorter = _POLITE.sub("", _SOCIAL.sub("", text, count=1), count=1)
        if shorter == text or not shorter.strip(" ,"):
            break
        text = shorter
    for unwanted in (_TRAILING, _ASIDE):
        shorter = unwanted.sub("", text).strip(" ,.")
        text = shorter or text
    return _POINTING.sub("it", text).strip(" ,.")


def empty(text: str) -> bool:
    """Whether a stripped sentence says nothing beside another: a nod, an echo of what was heard."""
    return bool(_NODDING.fullmatch(text) or _ECHOED.fullmatch(text))


def unrepeated(text: str) -> str:
    """Without stammers: "are you are you" → "are you"."""
    while (shorter := _REPEATED.sub(lambda found: found[1] or found[2], text)) != text:
        text = shorter
    return text
