"""An article that tries in sixty ways to have a script run: in its text, title, id, names and labels."""

from spacy.tokens import Doc

from onrecord.articles import Article
from onrecord.claims import SentenceScores, set_claims
from onrecord.reader.decoding import Attribution, Name
from onrecord.reader.reader import Reading
from tests.browser.payloads import PAYLOADS
from tests.hand_made import finished


def article() -> tuple[Doc, Article]:
    """Each payload is a quote's content, its source, a name and a name's label."""
    text, names, attributions = "", [], []
    for payload in PAYLOADS:
        content = len(text) + 1, len(text) + 1 + len(payload)
        cue = content[1] + 3, content[1] + 7
        source = cue[1] + 1, cue[1] + 1 + len(payload)
        text += f"“{payload},” said {payload}.\n"
        names.append(Name(*source, payload, 1.0))
        attributions.append(Attribution((content,), cue, source, True, 0.9))
    doc = finished(text, Reading(names, attributions))
    check_worthy = SentenceScores(nfs=0.1, ufs=0.1, cfs=0.8, kinds={}, certainty={}, article=0.1)
    doc = set_claims(doc, [check_worthy for _ in doc.sents])
    return doc, Article(PAYLOADS[0], text, title=PAYLOADS[-2])
