"""An article that tries in sixty ways to have a script run: in its text, title, id, names and labels."""

from spacy.tokens import Doc

from onrecord.articles import Article
from onrecord.reader.decoding import Attribution, Name
from onrecord.reader.reader import Reading
from tests.hand_made import finished

_RUN = "window.ran=1"

_ELEMENTS = ("img src=x", "svg", "details open", "video src=x", "input autofocus", "iframe src=about:blank")
_EVENTS = ("onerror", "onload", "ontoggle", "onfocus", "onmouseover", "onanimationstart", "onbegin", "onpointerover")

PAYLOADS = [f"<{element} {event}={_RUN}>" for element in _ELEMENTS for event in _EVENTS] + [
    f"<script>{_RUN}</script>",
    f"</script><script>{_RUN}</script>",
    f"</style><script>{_RUN}</script>",
    f"</textarea><script>{_RUN}</script>",
    f"</title><script>{_RUN}</script>",
    f"<!--><script>{_RUN}</script>-->",
    f'"><img src=x onerror={_RUN}>',
    f"' onfocus={_RUN} autofocus x='",
    f"<a href=javascript:{_RUN}>Ana</a>",
    f"<iframe srcdoc='<script>parent.{_RUN}</script>'>",
    f"<math><mtext><style><img src=x onerror={_RUN}>",
    f"${{{_RUN}}}",
]


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
    return doc, Article(PAYLOADS[0], text, title=PAYLOADS[-2])
