"""Amounts: value, bounds and unit from words and digits in eight languages."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.gold import AMOUNT_KINDS
from dragoman.records import Amount
from dragoman.resolve.amounts import parse_amount
from dragoman.resolve.lexicon import LANGUAGES


def parsed(text: str, language: str = "en", kind: str = "people") -> Amount:
    return parse_amount(Amount(text, 0, len(text), kind), language)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("26", "en", 26),
        ("1,200", "en", 1200),
        ("1.5 million", "en", 1_500_000),
        ("1.7m", "en", 1_700_000),
        ("twenty", "en", 20),
        ("twenty-four", "en", 24),
        ("a hundred and five others", "en", 105),
        ("three hundred and sixteen", "en", 316),
        ("two thousand five hundred", "en", 2500),
        ("half a million", "en", 500_000),
        ("two and a half million", "en", 2_500_000),
        ("two dozen", "en", 24),
        ("a thousand men", "en", 1000),
        ("18 MiG-29 fighters", "en", 18),
        ("three S-300 batteries", "en", 3),
        ("no survivors", "en", 0),
        ("an observer", "en", 1),
        ("12 тыс.", "ru", 12_000),
        ("2,5 тыс. человек", "ru", 2500),
        ("50 тысяч 183 человека", "ru", 50_183),
        ("шестеро полицейских", "ru", 6),
        ("двадцать три тысячи пятьсот", "ru", 23_500),
        ("полтора миллиона", "ru", 1_500_000),
        ("on beş", "tr", 15),
        ("yirmi üç", "tr", 23),
        ("90 bin", "tr", 90_000),
        ("1.400", "tr", 1400),
        ("bin beş yüz", "tr", 1500),
        ("iyirmi beş nəfər", "az", 25),
        ("300 min hərbçi", "az", 300_000),
        ("۱۲۰", "fa", 120),
        ("۳۰ هزار نفر", "fa", 30_000),
        ("بیست و سه نفر", "fa", 23),
        ("صد و پنجاه", "fa", 150),
        ("١٢٠", "ar", 120),
        ("٢٬٥٠٠", "ar", 2500),
        ("ثلاثة وعشرون", "ar", 23),
        ("خمسة عشر جنديا", "ar", 15),
        ("مئة وخمسة وعشرين ألفا", "ar", 125_000),
        ("40 ألف نسمة", "ar", 40_000),
        ("2.745", "es", 2745),
        ("1,28 millones", "es", 1_280_000),
        ("treinta y dos mil", "es", 32_000),
        ("dos mil millones", "es", 2_000_000_000),
        ("doscientos cincuenta", "es", 250),
        ("1 960 soldats", "fr", 1960),
        ("136 000 évacués", "fr", 136_000),
        ("quatre-vingt-dix-sept", "fr", 97),
        ("soixante et onze", "fr", 71),
        ("un million et demi", "fr", 1_500_000),
        ("three lakh voters", "en", 300_000),
        ("two crore people", "en", 20_000_000),
        ("a pair of gunmen", "en", 2),
        ("both pilots", "en", 2),
        ("half a dozen envoys", "en", 6),
        ("a million and a half", "en", 1_500_000),
        ("5 (five) sailors", "en", 5),
        ("(five) sailors", "en", 5),
        ("три десятка", "ru", 30),
        ("две сотни рабочих", "ru", 200),
        ("обоих послов", "ru", 2),
        ("5-ти моряков", "ru", 5),
        ("3 млн 400 тыс.", "ru", 3_400_000),
        ("4 тыс. 300 рабочих", "ru", 4300),
        ("4 millones 300 mil", "es", 4_300_000),
        ("۴ هزار و ۳۰۰ نفر", "fa", 4300),
        ("۴ میلیون و ۳۰۰ هزار نفر", "fa", 4_300_000),
        ("4 آلاف و300", "ar", 4300),
        ("четырёх с половиной тысяч", "ru", 4500),
        ("двум тысячам шестистам", "ru", 2600),
        ("о шести миллионах", "ru", 6_000_000),
        ("четверть миллиона", "ru", 250_000),
        ("one hundred", "en", 100),
        ("eighteen hundred", "en", 1800),
        ("thirty thousands", "en", 30_000),
        ("a quarter of a million", "en", 250_000),
        ("not a single shot", "en", 0),
        ("un quart de million", "fr", 250_000),
        ("docena y media", "es", 18),
        ("دوهزار", "fa", 2000),
        ("هشتادوشش", "fa", 86),
        ("احد عشر بحارا", "ar", 11),
        ("اثنتا عشرة عاملة", "ar", 12),
        ("واحدا وثلاثين", "ar", 31),
        ("3-х моряков", "ru", 3),
        ("полсотни шахтёров", "ru", 50),
        ("полтысячи", "ru", 500),
        ("tres docenas de obreros", "es", 36),
        ("tres centenares", "es", 300),
        ("media docena de jueces", "es", 6),
        ("medio centenar", "es", 50),
        ("ambos jueces", "es", 2),
        ("deux douzaines", "fr", 24),
        ("une demi-douzaine d'élus", "fr", 6),
        ("un demi-million", "fr", 500_000),
        ("trois centaines", "fr", 300),
        ("vingt et un marins", "fr", 21),
        ("üç düzine", "tr", 36),
        ("yarım milyon", "tr", 500_000),
        ("yarım düzine işçi", "tr", 6),
        ("altısı", "tr", 6),
        ("dokuzunu", "tr", 9),
        ("üçü", "tr", 3),
        ("her iki pilot", "tr", 2),
        ("yeddisi", "az", 7),
        ("on ikisini", "az", 12),
        ("bir milyon yarım", "az", 1_500_000),
        ("سی‌وپنج کارگر", "fa", 35),
        ("هر دو خلبان", "fa", 2),
        ("نیم میلیون نفر", "fa", 500_000),
        ("ضابطان", "ar", 2),
        ("والصاروخين", "ar", 2),
        ("نصف مليون", "ar", 500_000),
        ("و30 عاملا", "ar", 30),
        ("الـ15 عضوا", "ar", 15),
        ("بـ40 عاملا", "ar", 40),
    ],
)
def test_exact(text: str, language: str, value: float) -> None:
    found = parsed(text, language)
    assert (found.value, found.low, found.high) == (value, value, value)
    assert found.unit == "persons"


@pytest.mark.parametrize(
    ("text", "language", "value", "low", "high"),
    [
        ("at least 26", "en", 26, 26, None),
        ("more than 1,200", "en", 1200, 1200, None),
        ("no fewer than forty", "en", 40, 40, None),
        ("up to 20", "en", 20, None, 20),
        ("fewer than 100", "en", 100, None, 100),
        ("nearly 200", "en", 200, 180, 200),
        ("some 300", "en", 300, 270, 330),
        ("sixty-odd", "en", 60, 54, 66),
        ("between 15,000 and 20,000", "en", None, 15_000, 20_000),
        ("20-30", "en", None, 20, 30),
        ("four to six thousand", "en", None, 4000, 6000),
        ("dozens", "en", None, 24, 99),
        ("several dozen", "en", None, 36, 99),
        ("hundreds", "en", None, 200, 999),
        ("tens of thousands", "en", None, 20_000, 99_999),
        ("several", "en", None, 2, 9),
        ("не менее 26", "ru", 26, 26, None),
        ("свыше 800", "ru", 800, 800, None),
        ("около 5 тыс.", "ru", 5000, 4500, 5500),
        ("десятки", "ru", None, 20, 99),
        ("тысячи людей", "ru", None, 2000, 9999),
        ("en az 185", "tr", 185, 185, None),
        ("1400'ü aşkın", "tr", 1400, 1400, None),
        ("9 binin üzerinde", "tr", 9000, 9000, None),
        ("yüzlerce", "tr", None, 200, 999),
        ("yüz binlerce kişi", "tr", None, 200_000, 999_999),
        ("ən azı 300 nəfər", "az", 300, 300, None),
        ("136 mindən çox sakin", "az", 136_000, 136_000, None),
        ("minlərlə", "az", None, 2000, 9999),
        ("دست‌کم ۲۲ نفر", "fa", 22, 22, None),
        ("بیش از صد تن", "fa", 100, 100, None),
        ("ده‌ها نفر", "fa", None, 20, 99),
        ("ما لا يقل عن 20", "ar", 20, 20, None),
        ("أكثر من 100", "ar", 100, 100, None),
        ("عشرات", "ar", None, 20, 99),
        ("مئات الآلاف", "ar", None, 200_000, 999_999),
        ("al menos 20", "es", 20, 20, None),
        ("más de 2.800", "es", 2800, 2800, None),
        ("decenas", "es", None, 20, 99),
        ("unos cuarenta", "es", 40, 36, 44),
        ("au moins deux personnes", "fr", 2, 2, None),
        ("une centaine de", "fr", 100, 90, 110),
        ("une trentaine de combattants", "fr", 30, 27, 33),
        ("plus d'un millier", "fr", 1000, 1000, None),
        ("des milliers", "fr", None, 2000, 9999),
        ("scores", "en", None, 40, 99),
        ("20-plus", "en", 20, 20, None),
        ("300+ settlers", "en", 300, 300, None),
        ("just short of 50", "en", 50, 45, 50),
        ("two or three hundred", "en", None, 200, 300),
        ("two to three hundred thousand", "en", None, 200_000, 300_000),
        ("two or three dozen", "en", None, 24, 36),
        ("5-6m", "en", None, 5e6, 6e6),
        ("between one hundred and two hundred", "en", None, 100, 200),
        ("between 300 (army) and 450 (press)", "en", None, 300, 450),
        ("hundreds of billions", "en", None, 2e11, 1e12 - 1),
        ("several tens of thousands", "en", None, 20_000, 99_999),
        ("a couple of hundred", "en", 200, 180, 220),
        ("десятки миллиардов", "ru", None, 2e10, 1e11 - 1),
        ("сотни миллионов", "ru", None, 2e8, 1e9 - 1),
        ("несколько сотен тысяч", "ru", None, 200_000, 999_999),
        ("штук сорок", "ru", 40, 36, 44),
        ("лет десять", "ru", 10, 9, 11),
        ("сто с лишним", "ru", 100, 100, None),
        ("около тысячи", "ru", 1000, 900, 1100),
        ("более сотни", "ru", 100, 100, None),
        ("от двадцати до тридцати", "ru", None, 20, 30),
        ("onlarca", "tr", None, 20, 99),
        ("düzinelerce", "tr", None, 24, 99),
        ("onlarca milyon", "tr", None, 2e7, 1e8 - 1),
        ("yüz milyonlarca", "tr", None, 2e8, 1e9 - 1),
        ("otuza yakın işçi", "tr", 30, 27, 30),
        ("beş altı kişi", "tr", None, 5, 6),
        ("yüz küsur", "tr", 100, 100, None),
        ("iyirmiyə yaxın işçi", "az", 20, 18, 20),
        ("onlarla", "az", None, 20, 99),
        ("on milyonlarla", "az", None, 2e7, 1e8 - 1),
        ("ده‌ها میلیارد", "fa", None, 2e10, 1e11 - 1),
        ("چندین هزار", "fa", None, 2000, 9999),
        ("هفت هشت نفر", "fa", None, 7, 8),
        ("بضعة آلاف", "ar", None, 3000, 9999),
        ("عشرات الملايين", "ar", None, 2e7, 1e8 - 1),
        ("بين أربعين وخمسين", "ar", None, 40, 50),
        ("بين 20 و30", "ar", None, 20, 30),
        ("بين خمسة وعشرين وثلاثين", "ar", None, 25, 30),
        ("entre treinta y cinco y cuarenta", "es", None, 35, 40),
        ("decenas de millones", "es", None, 2e7, 1e8 - 1),
        ("veinte y pico", "es", 20, 20, None),
        ("docenas", "es", None, 24, 99),
        ("entre soixante-dix et quatre-vingt-dix", "fr", None, 70, 90),
        ("des dizaines de milliards", "fr", None, 2e10, 1e11 - 1),
        ("une centaine de milliers", "fr", 100_000, 90_000, 110_000),
        ("dizaines", "fr", None, 20, 99),
    ],
)
def test_bounds(
    text: str, language: str, value: float | None, low: float | None, high: float | None
) -> None:
    found = parsed(text, language)
    assert (found.value, found.low, found.high) == (value, low, high)


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("$1.5 billion", "en", 1.5e9, "USD"),
        ("$10m", "en", 1e7, "USD"),
        ("$2.2bn", "en", 2.2e9, "USD"),
        ("A$2.6 million", "en", 2.6e6, "AUD"),
        ("€500 million", "en", 5e8, "EUR"),
        ("a billion dollars", "en", 1e9, "USD"),
        ("12-million-dollar", "en", 1.2e7, "USD"),
        ("25 million pounds", "en", 2.5e7, "GBP"),
        ("40 million Egyptian pounds", "en", 4e7, "EGP"),
        ("500 million Canadian dollars", "en", 5e8, "CAD"),
        ("60 million francs", "en", 6e7, None),
        ("2 млрд долларов", "ru", 2e9, "USD"),
        ("150 млн рублей", "ru", 1.5e8, "RUB"),
        ("4 milyon dolar", "tr", 4e6, "USD"),
        ("50 milyard avroluk", "az", 5e10, "EUR"),
        ("20 milyon manat", "az", 2e7, "AZN"),
        ("سه میلیارد دلاری", "fa", 3e9, "USD"),
        ("۳۰ میلیون یورویی", "fa", 3e7, "EUR"),
        ("12 مليار دولار", "ar", 1.2e10, "USD"),
        ("11 millones de euros", "es", 1.1e7, "EUR"),
        ("12,5 millions d'euros", "fr", 1.25e7, "EUR"),
        ("Rs 30 crore", "en", 3e8, None),
        ("₹40 lakh", "en", 4e6, "INR"),
        ("R$30 million", "en", 3e7, "BRL"),
        ("Rs450", "en", 450, None),
        ("50 млн гривен", "ru", 5e7, "UAH"),
        ("30 млн фунтов стерлингов", "ru", 3e7, "GBP"),
        ("۴۰ میلیارد تومان", "fa", 4e11, "IRR"),
        ("20 milyar tümen", "tr", 2e11, "IRR"),
        ("90 million tomans", "en", 9e8, "IRR"),
        ("۳ همت", "fa", 3e13, "IRR"),
        ("2,5 M€", "fr", 2.5e6, "EUR"),
        ("4 Md€", "fr", 4e9, "EUR"),
        ("30 millions de francs suisses", "fr", 3e7, "CHF"),
        ("30 millones de pesos", "es", 3e7, None),
    ],
)
def test_money(text: str, language: str, value: float, unit: str | None) -> None:
    found = parsed(text, language, "money")
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "language", "near", "unit"),
    [
        ("30 million pesos", "en", {"MEX", "USA"}, "MXN"),
        ("30 million pesos", "en", {"MEX", "CHL"}, None),
        ("30 million pounds", "en", {"EGY"}, "EGP"),
        ("30 million pounds", "en", {"GBR", "EGY"}, None),
        ("30 million pounds", "en", {"FRA"}, "GBP"),
        ("30 million Syrian pounds", "en", {"EGY"}, "SYP"),
        ("Rs 30 crore", "en", {"PAK"}, "PKR"),
        ("5 млн динаров", "ru", {"KWT"}, "KWD"),
        ("5 млн рублей", "ru", {"BLR"}, "BYN"),
        ("5 milyon kron", "tr", {"SWE", "TUR"}, "SEK"),
        ("5 milyon manat", "az", {"TKM"}, "TMT"),
        ("۵ میلیون ریال", "fa", {"QAT"}, "QAR"),
        ("۵ میلیون ریال", "fa", {"USA"}, "IRR"),
        ("5 ملايين جنيه", "ar", {"SDN"}, "SDG"),
        ("5 ملايين ليرة", "ar", set(), None),
        ("5 millones de colones", "es", {"CRI"}, "CRC"),
        ("5 milliards de francs CFA", "fr", {"TCD"}, "XAF"),
        ("5 millions de dirhams", "fr", {"MAR"}, "MAD"),
        ("$5 million", "en", {"MEX"}, "USD"),
    ],
)
def test_shared_names_of_money(text: str, language: str, near: set[str], unit: str | None) -> None:
    found = parse_amount(Amount(text, 0, len(text), "money"), language, near)
    assert found.unit == unit


def test_numbers_of_two_things_are_no_range() -> None:
    assert parsed("beş kadın ile yedi çocuk", "tr").value == 5
    assert parsed("three dead or nine injured", "en").value == 3


def test_bounds_of_tomans_are_rials_too() -> None:
    found = parsed("about 10 million tomans", kind="money")
    assert (found.value, found.low, found.high) == (1e8, 9e7, 1.1e8)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("40 percent", "en", 40),
        ("five-percent", "en", 5),
        ("half", "en", 50),
        ("a third", "en", 33.33),
        ("three quarters", "en", 75),
        ("8,33%", "ru", 8.33),
        ("yüzde 25", "tr", 25),
        ("moitié", "fr", 50),
        ("trois quarts", "fr", 75),
        ("three out of four", "en", 75),
        ("a quarter", "en", 25),
        ("40 بالمئة", "ar", 40),
        ("onda üçü", "tr", 30),
        ("с 5% до 15%", "ru", 15),
        ("un quart", "fr", 25),
        ("un cuarto", "es", 25),
        ("one in ten", "en", 10),
        ("2/5", "en", 40),
        ("from 5 to 15 percent", "en", 15),
        ("from 5% to 15%", "en", 15),
        ("трое из четырёх", "ru", 75),
        ("две трети", "ru", 66.67),
        ("с 5 до 15 процентов", "ru", 15),
        ("beşte üçü", "tr", 60),
        ("dörtte biri", "tr", 25),
        ("yarısı", "tr", 50),
        ("%5'ten %15'e", "tr", 15),
        ("beşdə ikisi", "az", 40),
        ("سه چهارم", "fa", 75),
        ("یک دهم", "fa", 10),
        ("از ۵ به ۱۵ درصد", "fa", 15),
        ("ثلاثة أرباع", "ar", 75),
        ("من 5 إلى 15 في المئة", "ar", 15),
        ("tres quintas partes", "es", 60),
        ("tres de cada cuatro", "es", 75),
        ("del 5 al 15 %", "es", 15),
        ("trois sur quatre", "fr", 75),
        ("de 5 % à 15 %", "fr", 15),
    ],
)
def test_share(text: str, language: str, value: float) -> None:
    found = parsed(text, language, "share")
    assert (found.value, found.unit) == (value, "percent")


@pytest.mark.parametrize(
    ("text", "language", "value", "low", "high"),
    [
        ("more than half", "en", 50, 50, None),
        ("nearly a third", "en", 33.33, 30.0, 33.33),
        ("более половины", "ru", 50, 50, None),
        ("between 5 and 15 percent", "en", None, 5, 15),
        ("от 5 до 15 процентов", "ru", None, 5, 15),
        ("entre 5 et 15 %", "fr", None, 5, 15),
    ],
)
def test_bounds_of_a_share(
    text: str, language: str, value: float | None, low: float | None, high: float | None
) -> None:
    found = parsed(text, language, "share")
    assert (found.value, found.low, found.high) == (value, low, high)


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("two years and three months", "en", 2.25, "years"),
        ("two and a half years", "en", 2.5, "years"),
        ("two years and a half", "en", 2.5, "years"),
        ("three days", "en", 3, "days"),
        ("a month and a half", "en", 1.5, "month"),
        ("three-and-a-half-year", "en", 3.5, "year"),
        ("год и три месяца", "ru", 1.25, "год"),
        ("شهرين ونصف", "ar", 2.5, "شهرين"),
        ("mes y medio", "es", 1.5, "mes"),
        ("half an hour", "en", 0.5, "hour"),
        ("a quarter of an hour", "en", 0.25, "hour"),
        ("un quart d'heure", "fr", 0.25, "heure"),
        ("пять лет и три месяца", "ru", 5.25, "лет"),
        ("dört yıl üç ay", "tr", 4.25, "yıl"),
        ("dörd il üç ay", "az", 4.25, "il"),
        ("چهار سال و سه ماه", "fa", 4.25, "سال"),
        ("أربع سنوات وثلاثة أشهر", "ar", 4.25, "سنوات"),
        ("cuatro años y tres meses", "es", 4.25, "años"),
        ("cuatro años y medio", "es", 4.5, "años"),
        ("quatre ans et trois mois", "fr", 4.25, "ans"),
        ("quatre heures et 30 minutes", "fr", 4.5, "heures"),
    ],
)
def test_length_of_time(text: str, language: str, value: float, unit: str) -> None:
    found = parsed(text, language, "other")
    assert (found.value, found.low, found.high, found.unit) == (value, value, value, unit)


@pytest.mark.parametrize(
    ("text", "language", "unit"),
    [
        ("18 MiG-29 fighters", "en", "MiG-29 fighters"),
        ("50,000 tonnes of rice", "en", "tonnes of rice"),
        ("300'den fazla", "tr", None),
        ("une vingtaine de drones russes", "fr", "drones russes"),
        ("17", "en", None),
    ],
)
def test_unit_of_things(text: str, language: str, unit: str | None) -> None:
    assert parsed(text, language, "weapons").unit == unit


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the third", "en"),
        ("twenty-second", "en"),
        ("31st", "en"),
        ("No. 7", "en"),
        ("P5+1", "en"),
        ("201-я", "ru"),
        ("12-го", "ru"),
        ("№ 7", "ru"),
        ("7'nci", "tr"),
        ("7. tugay", "tr"),
        ("7-ci", "az"),
        ("بیست‌ودومین", "fa"),
        ("۲۲مین", "fa"),
        ("السابعة", "ar"),
        ("7.ª", "es"),
        ("séptimo", "es"),
        ("3e", "fr"),
        ("n° 7", "fr"),
        ("vingt-troisième", "fr"),
    ],
)
def test_ordinals_and_names_count_nothing(text: str, language: str) -> None:
    found = parsed(text, language, "other")
    assert (found.value, found.low, found.high) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "language", "kind", "value"),
    [
        ("a 16-year-old boy", "en", "dead", 1),
        ("two 155mm howitzers", "en", "weapons", 2),
        ("two teachers, 40 years old", "en", "arrested", 2),
        ("двое, 14-летний и взрослый", "ru", "dead", 2),
        ("6-year", "en", "other", 6),
        ("on dört yaşındaki bir kız", "tr", "dead", 1),
        ("a Tu-95 and four Su-25s", "en", "weapons", 4),
        ("two thirds of the deputies", "en", "people", None),
    ],
)
def test_ages_and_calibres_count_nothing(
    text: str, language: str, kind: str, value: float | None
) -> None:
    assert parsed(text, language, kind).value == value


@pytest.mark.parametrize("text", ["its speaker", "Chris Hani", "the remainder", "", "—"])
def test_no_number_no_value(text: str) -> None:
    found = parsed(text, kind="dead")
    assert (found.value, found.low, found.high) == (None, None, None)


def test_the_words_and_their_place_are_kept() -> None:
    given_ = Amount("at least 26", 40, 51, "dead")
    found = parse_amount(given_, "en")
    assert (found.text, found.start, found.end, found.kind) == ("at least 26", 40, 51, "dead")


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=60) | st.text("0123456789.,-' $€kmb%", max_size=60),
    st.sampled_from([*LANGUAGES, None, "de"]),
    st.sampled_from(AMOUNT_KINDS),
)
def test_any_text_is_read_without_fault(text: str, language: str | None, kind: str) -> None:
    found = parse_amount(Amount(text, 0, len(text), kind), language)
    numbers = [n for n in (found.value, found.low, found.high) if n is not None]
    assert all(math.isfinite(n) and n >= 0 for n in numbers)
    if found.low is not None and found.high is not None:
        assert found.low <= found.high
