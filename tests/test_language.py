"""Which language a text is in, and what is said of those that are not read."""

import pytest

from onrecord.language import language, language_of

SENTENCES = [
    ("en", "The council voted on Thursday to sell the pier, and the mayor said that the decision was final."),
    ("en", "PRIME MINISTER RESIGNS AFTER COALITION COLLAPSES IN LATE-NIGHT VOTE"),
    ("en", "Council sells the pier"),
    # Names from anywhere do not make a text foreign.
    (
        "en",
        "João Fernandes da Silva, Maria Gonçalves and José Ramalho of the Partido Novo met Luís Pereira in São Paulo.",
    ),
    ("en", "Nguyễn Văn Hùng, Trần Thị Mai and Phạm Quốc Bảo were elected in Đồng Tháp and Bà Rịa–Vũng Tàu."),
    ("en", "Krzysztof Wiśniewski beat Stanisław Żółkiewski in Łódź, and Agnieszka Kowalczyk won in Poznań."),
    ("en", "Bundeskanzler Friedrich Hartmann told Die Stunde that the Bundesrat would vote on the Schuldenbremse."),
    # Neighbours and lookalikes.
    (
        "nl",
        "De gemeenteraad besloot donderdag de pier te verkopen en de burgemeester zei dat het besluit definitief was.",
    ),
    ("af", "Die stadsraad het Donderdag besluit om die pier te verkoop, en die burgemeester het gesê dit is finaal."),
    ("de", "Der Stadtrat beschloss am Donnerstag, den Pier zu verkaufen; der Bürgermeister sagte, das sei endgültig."),
    ("de", "STADTRAT VERKAUFT DEN PIER – BÜRGERMEISTER SPRICHT VON EINEM ERFOLG"),
    ("pt", "A câmara decidiu na quinta-feira vender o cais, e o presidente disse que a decisão era definitiva."),
    ("es", "El ayuntamiento decidió el jueves vender el muelle, y el alcalde dijo que la decisión era definitiva."),
    ("gl", "O concello decidiu o xoves vender o peirao, e o alcalde dixo que a decisión era definitiva."),
    ("fr", "Le conseil a décidé jeudi de vendre la jetée, et le maire a déclaré que la décision était définitive."),
    ("it", "Il consiglio ha deciso giovedì di vendere il molo, e il sindaco ha detto che la decisione è definitiva."),
    (
        "sv",
        "Kommunfullmäktige beslutade på torsdagen att sälja piren, och borgmästaren sade att beslutet var slutgiltigt.",
    ),
    ("pl", "Rada miasta postanowiła w czwartek sprzedać molo, a burmistrz powiedział, że decyzja jest ostateczna."),
    ("tr", "Belediye meclisi perşembe günü iskeleyi satmaya karar verdi ve başkan kararın kesin olduğunu söyledi."),
    ("ru", "Городской совет решил в четверг продать пирс, и мэр заявил, что решение окончательное."),
    ("uk", "Міська рада вирішила в четвер продати пірс, і мер заявив, що рішення остаточне."),
    ("ar", "قرر المجلس البلدي يوم الخميس بيع الرصيف، وقال رئيس البلدية إن القرار نهائي."),
    ("hi", "नगर परिषद ने गुरुवार को घाट बेचने का फैसला किया और महापौर ने कहा कि यह फैसला अंतिम है।"),
    ("ja", "市議会は木曜日に桟橋の売却を決定し、市長は決定は最終的だと述べた。"),
]


@pytest.mark.parametrize(("code", "sentence"), SENTENCES)
def test_one_sentence(code, sentence):
    found, score = language_of(sentence)
    assert found == code
    assert 0 < score <= 1


@pytest.mark.parametrize(
    "sentence", ["The Cooncil votit on Fuirsday tae sell the pier, an the provost said it wis richt."]
)
@pytest.mark.xfail(reason="Scots is taken for English: the detector does not know it")
def test_scots(sentence):
    assert language_of(sentence)[0] == "sco"


@pytest.mark.parametrize("text", ["", " \n", "12:30", "—", "https://harbour.example/pt/porto", "🙂🙂"])
def test_no_language(text):
    assert language_of(text) == ("und", 0.0)
    assert language(text).unread is None


@pytest.mark.parametrize(("code", "sentence"), SENTENCES)
def test_what_is_not_english_is_not_read(code, sentence):
    found = language(f"{sentence} {sentence}")
    assert found.code == code
    assert (found.unread is None) == (code == "en")


def test_what_is_said_of_it():
    found = language(SENTENCES[11][1])
    assert found.unread == "is in Portuguese (pt): On Record reads English; nothing but its metadata was read"
    assert found.warnings == ()


def test_a_language_declared_wrongly():
    found = language(SENTENCES[0][1], declared="fr-FR")
    assert (found.code, found.unread) == ("en", None)
    assert found.warnings == ("it declares the language French (fr), but is in English (en)",)


@pytest.mark.parametrize("declared", ["en", "en-US", "EN_gb", "nonsense", "", None])
def test_a_language_declared_rightly_or_not_at_all(declared):
    assert language(SENTENCES[0][1], declared=declared).warnings == ()


@pytest.mark.parametrize(
    ("text", "declared", "is_read"),
    [
        # A few words could be in any language: they are read, unless their file says otherwise.
        ("Real Madrid 2, Barcelona 1", None, True),
        ("Câmara vende o cais", None, True),
        ("Câmara vende o cais", "pt-BR", False),
        ("Real Madrid 2, Barcelona 1", "en", True),
    ],
)
def test_a_few_words(text, declared, is_read):
    assert (language(text, declared=declared).unread is None) == is_read
