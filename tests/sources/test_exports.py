"""Exports of news databases. All news here are invented, and so are the people in them."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.sources import LIMITS, Fault, Found, text
from onrecord.sources.exports import split, split_html

NEXIS_OLD = """


Download Request: Selected Items: 1-3
Time Of Request: Friday, October 10, 2025  16:51:31

Terms: (port strike)


                               1 of 3 DOCUMENTS



                         The Porto Gazette (Portugal)

                            October 9, 2025 Thursday
                                   Edition 1;
                                    National

Council sells the pier to a buyer whom nobody in the harbour had heard of
before the vote

BYLINE: Ana Souza and
Rui Telles

SECTION: NEWS; Pg. 3

LENGTH: 52 words

DATELINE: PORTO

The council sold the pier for two million on Thursday, and the fishermen read of
it in the morning paper, as they had read of the customs house in the spring of
last year.

"Never," said Ines Duarte, who has mended nets on it for thirty years. "They
could have asked us before they sold it, and they did not, and they will not ask
us the next time either."

What the buyer means to do with it is not known.

LOAD-DATE: October 10, 2025

LANGUAGE: ENGLISH

GRAPHIC: The pier in winter,
seen from the lighthouse

PUBLICATION-TYPE: Newspaper


                   Copyright 2025 The Porto Gazette Ltd
                              All Rights Reserved

                               2 of 3 DOCUMENTS


                              Diário do Cais

                            10. Oktober 2025

Hafen: Arbeiter streiken

AUTOR: Jonas Weidt

LÄNGE: 9 Wörter

RUBRIK: WIRTSCHAFT

Die Arbeiter im Hafen streiken seit Freitag, und niemand weiß, wie lange noch.

UPDATE: 11. Oktober 2025

SPRACHE: GERMAN; DEUTSCH

                               3 of 3 DOCUMENTS


                         The Porto Gazette (Portugal)

                            October 11, 2025 Saturday

The lighthouse, photographed

LENGTH: 0 words

GRAPHIC: The lighthouse at noon

LANGUAGE: ENGLISH
"""

NEXIS_NEW = """Page 1 of 4
User Name: = Porto University
Date and Time: = Friday, 10 October 2025 10:12:00 o'clock
Job Number: = 123456789
Documents (2)
1. Council sells the pier
Client/Matter: -None-
Search Terms: port strike
Search Type: Terms and Connectors
Narrowed by:
Content Type
Narrowed by
News
-None-
2. Strike at the port: what both sides want
Client/Matter: -None-
Search Terms: port strike
Council sells the pier
The Porto Gazette
October 9, 2025 Thursday
Correction Appended
Copyright 2025 The Porto Gazette Ltd All Rights Reserved
Section: NEWS; Pg. A 1
Length: 52 words
Byline: Ana Souza, Gazette staff
Highlight: Fishermen read of it in the paper.
Body
The council sold the pier for two million on Thursday, and the fishermen, who had not been asked, read of it there.
“Never,” said Ines Duarte. \u200f
Length: it is 300 metres long.
Graphic
The pier in winter
Classification
Language: ENGLISH
Publication-Type: Newspaper
Subject: PORTS (90%);
HARBOURS (80%)
Load-Date: October 10, 2025
End of Document
Strike at the port: what both sides want
Diário do Cais
10 October 2025
Copyright 2025 Cais Lda
All Rights Reserved
Length: 9 words
Link to PDF
Body
Workers have been on strike since Friday.
Load-Date: October 11, 2025
End of Document
"""

NEXIS_NUMBERED = """Document 1 of 2

Council sells the pier

The Porto Gazette

October 9, 2025 Thursday

Section: News; Pg. 3
Length: 52 words
Byline: Ana Souza

The council sold the pier for two million on Thursday.

Subject: to a vote, it may come back.

Load-Date: October 10, 2025
Language: ENGLISH

End of Document

Document 2 of 2

Strike at the port

Diário do Cais

October 10, 2025 Friday

Length: 9 words

Workers have been on strike since Friday.

End of Document
"""

NEXIS_PARAGRAPHS = """1 of 2 DOCUMENTS
The Porto Gazette
October 9, 2025 Thursday
Edition 1;
National
Council sells the pier
BYLINE: Ana Souza
SECTION: NEWS; Pg. 3
LENGTH: 52 words
The council sold the pier for two million on Thursday.
“Never,” said Ines Duarte.
LOAD-DATE: October 10, 2025
LANGUAGE: ENGLISH
Copyright 2025 The Porto Gazette
All Rights Reserved
2 of 2 DOCUMENTS
Diário do Cais
October 10, 2025 Friday
Strike at the port
LENGTH: 9 words
Workers have been on strike since Friday.
LANGUAGE: ENGLISH
"""

FACTIVA_CLOSE = """HD Council sells the pier
BY Ana Souza
WC 612 words
PD 9 October 2025
SN The Porto Gazette
SC PORGAZ
LA English
CY Copyright 2025. The Porto Gazette.
LP The council sold the pier.
TD
IN Porto, nobody knew.
AN old man wept.
IN i75 : Sea Transport
AN Document PORGAZ0020251009ela900001
"""

FACTIVA_NO_BY = """Council sells the pier
Ana Souza
612 words
9 October 2025
03:15 PM
The Porto Gazette
English
(c) 2025 The Porto Gazette
The council sold the pier.
Document PORGAZ0020251009ela900001
"""

FACTIVA_PLAIN = """News
Council sells the pier
By Ana Souza
612 words
9 October 2025
15:32
The Porto Gazette
PORGAZ
1
A4
English
Copyright 2025. The Porto Gazette. All Rights Reserved.

The council sold the pier for two million on Thursday, and the fishermen read of it in the paper.

“Never,” said Ines Duarte.

Document PORGAZ0020251009ela900001

Strike at the port enters its second week
1,204 words
10 October 2025
Agência do Cais
AGCAIS
English
(c) 2025 Agência do Cais

Workers have been on strike since Friday 👷.

Document AGCAIS0020251010ela70002v

Search Summary
Text
port strike
Date
In the last year
© 2025 Factiva, Inc. All rights reserved.
"""

FACTIVA_GERMAN = """Hafen: Arbeiter streiken
312 Wörter
10 Oktober 2025
Hafenblatt
HAFENB
Deutsch
Copyright 2025 Hafenblatt

Die Arbeiter im Hafen streiken seit Freitag.

Dokument HAFENB0020251010ela800003
"""

FACTIVA_CODED = """SE  News
HD  Council sells the pier,
    and nobody was asked
BY  By Ana Souza
WC  612 words
PD  9 October 2025
ET  15:32
SN  The Porto Gazette
SC  PORGAZ
PG  A4
LA  English
CY  Copyright 2025. The Porto Gazette.
LP
The council sold the pier for two million on Thursday.

TD
“Never,” said Ines Duarte.

BY  noon the pier was closed.

CO  gaze : The Porto Gazette Ltd
IN  i75  : Sea Transport
NS  gport : Ports
RE  port : Portugal
AN
Document PORGAZ0020251009ela900001
HD  Strike at the port
WC  30 words
PD  10 October 2025
SN  Agência do Cais
LA  Portuguese
TD
Workers have been on strike since Friday.
AN  Document AGCAIS0020251010ela70002v
"""

RULE = "_" * 60

PROQUEST = f"""{RULE}

Report Information from ProQuest
10 October 2025 10:12

{RULE}

Document 1 of 3

Council sells the pier

Author: Souza, Ana

Publication info: The Porto Gazette ; Porto [Porto]09 Oct 2025: A.4.

ProQuest document link

Abstract: The pier is sold.

Links: Check for full text

Full text: The council sold the pier for two million on Thursday.

“Never,” said Ines Duarte. Note: she has mended nets on it for thirty years.

Credit: By Ana Souza

Subject: Ports; Piers

Location: Porto Portugal

Title: Council sells the pier

Publication title: The Porto Gazette; Porto

Pages: A.4

Publication year: 2025

Publication date: Oct 9, 2025

Section: News

Publisher: Gazette Media

Language of publication: English

ProQuest document ID: 1234567890

Document URL: https://search.proquest.com/docview/1234567890

Copyright: (Copyright (c) 2025 The Porto Gazette)

Last updated: 2025-10-10

Database: Global Newsstream
{RULE}

Document 3 of 3

Strike at the port

Publication info: Diário do Cais; Porto [Porto]. 10 Oct 2025.

Abstract: Workers are on strike.

Publication title: Diário do Cais

Publication date: Oct 10, 2025

{RULE}

Contact us at: http://www.proquest.com/go/contactsupport Copyright © 2025 ProQuest LLC. All rights reserved.
"""

EUROPRESSE_TEXT = """La Gazette de Porto, no. 24000
Économie, jeudi 9 octobre 2025 612 mots, p. 4

Le conseil vend la jetée

Le conseil a vendu la jetée jeudi, et les pêcheurs l'ont appris dans le journal.

« Jamais », a dit Inès Duarte.

© 2025 La Gazette de Porto. Tous droits réservés.
Certificat émis le 10 octobre 2025 à Université-de-Porto à des fins de visualisation personnelle et temporaire.
news·20251009·PG·0012
Le Cais (site web)
vendredi 10 octobre 2025
Grève au port
Les dockers sont en grève depuis vendredi.
© 2025 Le Cais. Tous droits réservés.
Certificat émis le 10 octobre 2025 à Université-de-Porto à des fins de visualisation personnelle et temporaire.
news·20251010·CAIW·a7
"""

EUROPRESSE_PAGE = """<!DOCTYPE html><html><head><title>Europresse</title></head><body>
<article><header>
<div class="rdp__DocPublicationName"><span class="DocPublicationName">La Gazette de Porto, no. 24000</span></div>
<span class="DocHeader">Économie,&nbsp;jeudi 9 octobre 2025 612 mots, p. 4</span>
<div class="titreArticle"><p class="sm-margin-TopNews titreArticleVisu rdp__articletitle">Le conseil vend
 la jetée</p><p class="sm-margin-TopNews rdp__subtitle">Les pêcheurs n'ont pas été consultés</p></div>
<p class="sm-margin-bottomNews">Ana Souza</p></header>
<section><div class="DocText clearfix"><div class="docOcurrContainer"><p>Le conseil a vendu la <mark>jetée</mark> jeudi,
et les pêcheurs l'ont appris dans le journal.</p><p>« Jamais », a dit Inès Duarte.<br>Elle répare les filets.</p>
</div></div></section>
<footer><div class="publiC-lblNodoc">news·20251009·PG·0012</div>
<p>© 2025 La Gazette de Porto. Tous droits réservés.</p></footer></article>
<article><header><div class="rdp__DocPublicationName"><span class="DocPublicationName">Le Cais</span></div>
<span class="DocHeader">October 10, 2025</span><p class="titreArticleVisu">Strike at the port</p></header>
<div class="DocText clearfix"></div></article></body></html>"""

FACTIVA_PAGE = """<html><head><title>Factiva</title><style>.x{}</style></head><body><div id="contentWrapper">
<div class="article enArticle"><table>
<tr><td class="index"><b>HD</b>&nbsp;</td><td><b class="enHeadline">Council sells the pier</b>
</td></tr><tr><td class="index"><b>BY</b>&nbsp;</td><td>By Ana Souza</td></tr>
<tr><td><b>WC</b>&nbsp;</td><td>612 words</td></tr><tr><td><b>PD</b>&nbsp;</td><td>9 October 2025</td></tr>
<tr><td><b>SN</b>&nbsp;</td><td>The Porto Gazette</td></tr><tr><td><b>LA</b>&nbsp;</td><td>English</td></tr>
<tr><td><p><b>LP</b>&nbsp;</p></td><td><p class="articleParagraph">The council sold
the pier on Thursday.</p>
<p class="articleParagraph">“Never,” said Ines Duarte.</p></td></tr>
<tr><td><p><b>TD</b>&nbsp;</p></td><td><p>The pier is 300&nbsp;metres long.</p></td></tr>
<tr><td><b>AN</b>&nbsp;</td><td>Document PORGAZ0020251009ela900001</td></tr></table></div></div></body></html>"""

PROQUEST_PAGE = """<html><body><p>Report from ProQuest</p>
<div style="margin-bottom:20px;border-bottom:2px solid #ccc"><p>Document 1 of 1</p>
<p style="font-weight:bold">Council sells the pier</p><p><strong>Author: </strong>Souza, Ana</p>
<p><strong>Publication info: </strong>The Porto Gazette ; Porto [Porto]09 Oct 2025: A.4.</p>
<p><a href="https://search.proquest.com/docview/1">ProQuest document link</a></p>
<p><strong>Full text: </strong><text>
<p>The council sold the pier on Thursday.</p><p>“Never,” said Ines Duarte.</p></text>
</p><p><strong>Subject: </strong>Ports</p><p><strong>Publication title: </strong>The Porto Gazette; Porto</p>
<p><strong>Publication date: </strong>Oct 9, 2025</p><p><strong>Language of publication: </strong>English</p></div>
</body></html>"""


NEXIS_PAGE = """<HTML><BODY><DOC NUMBER=1><DOCFULL>
<DIV CLASS="c0"><P CLASS="c1"><SPAN CLASS="c2">1 of 1 DOCUMENTS</SPAN></P></DIV><BR>
<DIV CLASS="c0"><BR><P CLASS="c1"><SPAN CLASS="c2">The Porto Gazette</SPAN></P></DIV><BR>
<DIV CLASS="c3"><P CLASS="c1"><SPAN CLASS="c4">October 9, 2025</SPAN><SPAN CLASS="c2"> Thursday</SPAN></P></DIV><BR>
<DIV CLASS="c5"><P CLASS="c6"><SPAN CLASS="c7">Council sells the pier</SPAN></P></DIV><BR>
<DIV CLASS="c5"><P CLASS="c6"><SPAN CLASS="c8">BYLINE: </SPAN><SPAN CLASS="c2">Ana Souza</SPAN></P></DIV><BR>
<DIV CLASS="c5"><P CLASS="c6"><SPAN CLASS="c8">LENGTH: </SPAN><SPAN CLASS="c2">52 words</SPAN></P></DIV><BR>
<DIV CLASS="c5"><P CLASS="c9"><SPAN CLASS="c2">The council sold the pier on Thursday.</SPAN></P>
<P CLASS="c9"><SPAN CLASS="c2">&quot;Never,&quot; said Ines Duarte.</SPAN></P></DIV><BR>
<DIV CLASS="c5"><P CLASS="c6"><SPAN CLASS="c8">LANGUAGE: </SPAN><SPAN CLASS="c2">ENGLISH</SPAN></P></DIV>
<DIV CLASS="c0"><P CLASS="c1"><SPAN CLASS="c2">Copyright 2025 The Porto Gazette<BR>All Rights Reserved</SPAN></P></DIV>
</DOCFULL></BODY></HTML>"""


def expected(found):
    """What a table row below says of an article."""
    return (found.text, found.outlet, found.published, found.byline, found.section, found.language)


@pytest.mark.parametrize(
    ("export", "articles"),
    [
        (
            NEXIS_OLD,
            [
                (
                    "Council sells the pier to a buyer whom nobody in the harbour had heard of before the vote\n"
                    "The council sold the pier for two million on Thursday, and the fishermen read of it in the "
                    "morning paper, as they had read of the customs house in the spring of last year.\n"
                    '"Never," said Ines Duarte, who has mended nets on it for thirty years. "They could have asked us '
                    'before they sold it, and they did not, and they will not ask us the next time either."\n'
                    "What the buyer means to do with it is not known.",
                    "The Porto Gazette (Portugal)",
                    "2025-10-09",
                    "Ana Souza and Rui Telles",
                    "NEWS; Pg. 3",
                    "en",
                ),
                (
                    "Hafen: Arbeiter streiken\n"
                    "Die Arbeiter im Hafen streiken seit Freitag, und niemand weiß, wie lange noch.",
                    "Diário do Cais",
                    "2025-10-10",
                    "Jonas Weidt",
                    "WIRTSCHAFT",
                    "de",
                ),
            ],
        ),
        (
            NEXIS_NEW,
            [
                (
                    "Council sells the pier\nThe council sold the pier for two million on Thursday, and the fishermen, "
                    "who had not been asked, read of it there.\n“Never,” said Ines Duarte. \u200f\n"
                    "Length: it is 300 metres long.",
                    "The Porto Gazette",
                    "2025-10-09",
                    "Ana Souza, Gazette staff",
                    "NEWS; Pg. A 1",
                    "en",
                ),
                (
                    "Strike at the port: what both sides want\nWorkers have been on strike since Friday.",
                    "Diário do Cais",
                    "2025-10-10",
                    None,
                    None,
                    None,
                ),
            ],
        ),
        (
            FACTIVA_PLAIN,
            [
                (
                    "Council sells the pier\nThe council sold the pier for two million on Thursday, and the fishermen "
                    "read of it in the paper.\n“Never,” said Ines Duarte.",
                    "The Porto Gazette",
                    "2025-10-09T15:32",
                    "By Ana Souza",
                    "News",
                    "en",
                ),
                (
                    "Strike at the port enters its second week\nWorkers have been on strike since Friday 👷.",
                    "Agência do Cais",
                    "2025-10-10",
                    None,
                    None,
                    "en",
                ),
            ],
        ),
        (
            NEXIS_NUMBERED,
            [
                (
                    "Council sells the pier\nThe council sold the pier for two million on Thursday.\n"
                    "Subject: to a vote, it may come back.",
                    "The Porto Gazette",
                    "2025-10-09",
                    "Ana Souza",
                    "News; Pg. 3",
                    "en",
                ),
                (
                    "Strike at the port\nWorkers have been on strike since Friday.",
                    "Diário do Cais",
                    "2025-10-10",
                    None,
                    None,
                    None,
                ),
            ],
        ),
        (
            NEXIS_PARAGRAPHS,
            [
                (
                    "Council sells the pier\nThe council sold the pier for two million on Thursday.\n"
                    "“Never,” said Ines Duarte.",
                    "The Porto Gazette",
                    "2025-10-09",
                    "Ana Souza",
                    "NEWS; Pg. 3",
                    "en",
                ),
                (
                    "Strike at the port\nWorkers have been on strike since Friday.",
                    "Diário do Cais",
                    "2025-10-10",
                    None,
                    None,
                    "en",
                ),
            ],
        ),
        (
            FACTIVA_CLOSE,
            [
                (
                    "Council sells the pier\nThe council sold the pier.\nIN Porto, nobody knew.\nAN old man wept.",
                    "The Porto Gazette",
                    "2025-10-09",
                    "Ana Souza",
                    None,
                    "en",
                )
            ],
        ),
        (
            FACTIVA_NO_BY,
            [
                (
                    "Council sells the pier\nThe council sold the pier.",
                    "The Porto Gazette",
                    "2025-10-09T15:15",
                    "Ana Souza",
                    None,
                    "en",
                )
            ],
        ),
        (
            FACTIVA_GERMAN,
            [
                (
                    "Hafen: Arbeiter streiken\nDie Arbeiter im Hafen streiken seit Freitag.",
                    "Hafenblatt",
                    "2025-10-10",
                    None,
                    None,
                    "de",
                )
            ],
        ),
        (
            FACTIVA_CODED,
            [
                (
                    "Council sells the pier, and nobody was asked\nThe council sold the pier for two million on "
                    "Thursday.\n“Never,” said Ines Duarte.\nBY  noon the pier was closed.",
                    "The Porto Gazette",
                    "2025-10-09T15:32",
                    "By Ana Souza",
                    "News",
                    "en",
                ),
                (
                    "Strike at the port\nWorkers have been on strike since Friday.",
                    "Agência do Cais",
                    "2025-10-10",
                    None,
                    None,
                    "pt",
                ),
            ],
        ),
        (
            PROQUEST,
            [
                (
                    "Council sells the pier\nThe council sold the pier for two million on Thursday.\n“Never,” said "
                    "Ines Duarte. Note: she has mended nets on it for thirty years.",
                    "The Porto Gazette",
                    "2025-10-09",
                    "Souza, Ana",
                    "News",
                    "en",
                )
            ],
        ),
        (
            EUROPRESSE_TEXT,
            [
                (
                    "Le conseil vend la jetée\nLe conseil a vendu la jetée jeudi, et les pêcheurs l'ont appris dans le "
                    "journal.\n« Jamais », a dit Inès Duarte.",
                    "La Gazette de Porto",
                    "2025-10-09",
                    None,
                    "Économie",
                    None,
                ),
                (
                    "Grève au port\nLes dockers sont en grève depuis vendredi.",
                    "Le Cais (site web)",
                    "2025-10-10",
                    None,
                    None,
                    None,
                ),
            ],
        ),
    ],
    ids=[
        "nexis-old",
        "nexis-new",
        "factiva",
        "nexis-numbered",
        "nexis-paragraphs",
        "factiva-close",
        "factiva-no-by",
        "factiva-german",
        "factiva-coded",
        "proquest",
        "europresse",
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_articles_of_an_export(export, articles, line_end):
    found = split(export.replace("\n", line_end))
    assert [expected(item) for item in found if isinstance(item, Found)] == articles


@pytest.mark.parametrize(
    ("page", "article"),
    [
        (
            NEXIS_PAGE,
            (
                'Council sells the pier\nThe council sold the pier on Thursday.\n"Never," said Ines Duarte.',
                "The Porto Gazette",
                "2025-10-09",
                "Ana Souza",
                None,
                "en",
            ),
        ),
        (
            EUROPRESSE_PAGE,
            (
                "Le conseil vend la jetée\nLe conseil a vendu la jetée jeudi, et les pêcheurs l'ont appris dans le "
                "journal.\n« Jamais », a dit Inès Duarte.\nElle répare les filets.",
                "La Gazette de Porto",
                "2025-10-09",
                "Ana Souza",
                "Économie",
                None,
            ),
        ),
        (
            FACTIVA_PAGE,
            (
                "Council sells the pier\nThe council sold the pier on Thursday.\n“Never,” said Ines Duarte.\n"
                "The pier is 300\u00a0metres long.",
                "The Porto Gazette",
                "2025-10-09",
                "By Ana Souza",
                None,
                "en",
            ),
        ),
        (
            PROQUEST_PAGE,
            (
                "Council sells the pier\nThe council sold the pier on Thursday.\n“Never,” said Ines Duarte.",
                "The Porto Gazette",
                "2025-10-09",
                "Souza, Ana",
                None,
                "en",
            ),
        ),
    ],
    ids=["nexis", "europresse", "factiva", "proquest"],
)
def test_articles_of_a_page(page, article):
    assert expected(split_html(page)[0]) == article


@pytest.mark.parametrize(
    ("export", "member", "key", "value"),
    [
        (NEXIS_OLD, "1", "length", "52 words"),
        (NEXIS_OLD, "1", "edition", "Edition 1; National"),
        (NEXIS_PARAGRAPHS, "1", "edition", "Edition 1; National"),
        (NEXIS_OLD, "1", "dateline", "PORTO"),
        (NEXIS_OLD, "1", "graphic", "The pier in winter, seen from the lighthouse"),
        (NEXIS_OLD, "1", "copyright", "Copyright 2025 The Porto Gazette Ltd All Rights Reserved"),
        (NEXIS_OLD, "2", "load date", "11. Oktober 2025"),
        (NEXIS_NEW, "1", "edition", "Correction Appended"),
        (NEXIS_NEW, "1", "highlight", "Fishermen read of it in the paper."),
        (NEXIS_NEW, "1", "subject", "PORTS (90%); HARBOURS (80%)"),
        (NEXIS_NEW, "2", "copyright", "Copyright 2025 Cais Lda All Rights Reserved"),
        (FACTIVA_PLAIN, "1", "length", "612 words"),
        (FACTIVA_PLAIN, "1", "edition", "1 A4"),
        (FACTIVA_PLAIN, "2", "source code", "AGCAIS"),
        (FACTIVA_CODED, "1", "industry", "i75  : Sea Transport"),
        (PROQUEST, "1", "abstract", "The pier is sold."),
        (PROQUEST, "1", "credit", "By Ana Souza"),
        (PROQUEST, "1", "place of publication", "Porto"),
        (EUROPRESSE_TEXT, "1", "page", "p. 4"),
        (EUROPRESSE_TEXT, "1", "issue", "24000"),
        (EUROPRESSE_TEXT, "1", "copyright", "© 2025 La Gazette de Porto. Tous droits réservés."),
    ],
)
def test_what_stands_around_an_article_is_metadata(export, member, key, value):
    [found] = [item for item in split(export) if item.member == member]
    assert found.metadata[key] == value


@pytest.mark.parametrize(
    ("export", "own_id"),
    [
        (FACTIVA_PLAIN, "PORGAZ0020251009ela900001"),
        (FACTIVA_CODED, "PORGAZ0020251009ela900001"),
        (PROQUEST, "1234567890"),
        (EUROPRESSE_TEXT, "news·20251009·PG·0012"),
    ],
)
def test_the_databases_own_number_is_the_id(export, own_id):
    assert split(export)[0].id == own_id


@pytest.mark.parametrize(
    ("export", "faults"),
    [
        (NEXIS_OLD, [("3", "it has no text but its headline", False)]),
        (
            NEXIS_OLD.replace("2 of 3 DOCUMENTS", "2 of 9 DOCUMENTS").replace("3 of 3", "5 of 9"),
            [
                ("5", "it has no text but its headline", False),
                ("3–4", "the export counts 9 documents, but these are not in this file", False),
                ("6–9", "the export counts 9 documents, but these are not in this file", True),
            ],
        ),
        (
            NEXIS_NEW.replace("Documents (2)", "Documents (3)"),
            [("3", "the export counts 3 documents, but this one is not in this file", False)],
        ),
        (NEXIS_NEW[: NEXIS_NEW.rindex("End of")], [("2", "it ends before its document does", False)]),
        (
            FACTIVA_PLAIN[: FACTIVA_PLAIN.rindex("Document AG")],
            [("2", "it ends before its document does", False)],
        ),
        (
            PROQUEST,
            [
                ("3", "it has no text but its headline", False),
                ("2", "the export counts 3 documents, but this one is not in this file", False),
            ],
        ),
    ],
    ids=["picture", "gaps", "fewer-than-listed", "cut", "cut-factiva", "abstract-only"],
)
def test_what_is_missing_is_told(export, faults):
    found = [item for item in split(export) if isinstance(item, Fault)]
    assert [(fault.member, fault.reason, fault.skipped) for fault in found] == faults
    assert all(fault.advice for fault in found)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1 of 2 DOCUMENTS", "2 of 2 DOCUMENTS"),
        ("Dokument 1 von 2", "Dokument 2 von 2"),
        ("Document 1 de 2", "Document 2 de 2"),
        ("Document\u00a01\u00a0of\u00a02", "Document\u00a02\u00a0of\u00a02"),
    ],
)
def test_numbers_of_documents(first, second):
    export = NEXIS_PARAGRAPHS.replace("1 of 2 DOCUMENTS", first).replace("2 of 2 DOCUMENTS", second)
    assert [item.member for item in split(export)] == ["1", "2"]


def test_a_label_within_an_article_stays_in_it():
    export = NEXIS_PARAGRAPHS.replace("LENGTH: 52 words\n", "").replace("“Never,”", "Length: 300 metres.\n“Never,”")
    assert split(export)[0].text.splitlines()[1:] == [
        "The council sold the pier for two million on Thursday.",
        "Length: 300 metres.",
        "“Never,” said Ines Duarte.",
    ]


@pytest.mark.parametrize(
    "other",
    [
        "Council sells the pier\n\nThe vote was close.",
        "",
        "Document 1 of 2\n\nThe end.",
        "He said: 1 of 10 DOCUMENTS were lost.\nLENGTH: 300 metres",
        "The document ends here.\nEnd of Document\n",
        f"Above\n{RULE}\nBelow\n",
        "news·20251009·PG·0012",
    ],
)
def test_other_texts_are_no_exports(other):
    assert split(other) is None


def test_a_text_file_gives_the_articles_of_an_export():
    found = list(text.read(io.BytesIO(FACTIVA_PLAIN.encode()), limits=LIMITS))
    assert [(item.title, item.member) for item in found] == [
        ("Council sells the pier", "1"),
        ("Strike at the port enters its second week", "2"),
    ]
    assert all(item.text.startswith(item.title) for item in found)
    assert found[0].provenance["published"] == "Factiva"


ALL = (
    NEXIS_OLD,
    NEXIS_NEW,
    NEXIS_NUMBERED,
    FACTIVA_PLAIN,
    FACTIVA_CODED,
    PROQUEST,
    EUROPRESSE_TEXT,
)


@given(st.lists(st.sampled_from([line for export in ALL for line in export.splitlines()]), max_size=60))
def test_lines_in_any_order_are_taken_apart_without_failing(lines):
    for item in split("\n".join(lines)) or ():
        assert item.reason if isinstance(item, Fault) else item.text.strip() and "\n\n" not in item.text


@pytest.mark.parametrize(
    "page",
    [
        "",
        "DOCUMENTS",
        "<p>1 of 2 DOCUMENTS</p>" * 3,
        '<?xml version="1.0" encoding="latin-1"?><html><p>Factiva</p></html>',
        "Nexis\0\ud83d".encode("utf-8", "replace").decode(),
        '<article class="DocPublicationName">' * 50_000,
        "<div " + " ".join(f'a{number}="x"' for number in range(100_000)) + ">ProQuest</div>",
        "<!DOCTYPE x [<!ENTITY a 'Factiva'>]><p>&a;&a;</p>",
    ],
    ids=["empty", "bare", "no-labels", "declaration", "odd", "nested", "attributes", "entities"],
)
@pytest.mark.timeout(20)
def test_other_pages_are_no_exports(page):
    assert not [item for item in split_html(page) or () if isinstance(item, Found)]


@pytest.mark.timeout(20)
def test_a_long_export_takes_no_longer_for_each_article():
    one = FACTIVA_PLAIN[: FACTIVA_PLAIN.index("Strike at")]
    assert len(split(one * 3000)) == 3000
