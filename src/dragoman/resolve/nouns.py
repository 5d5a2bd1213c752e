"""Nouns for places, as patterns over the eight languages: sites, capitals, missions, towns."""

from __future__ import annotations

import re

#: “the Indian embassy” stands in another state than India's.
EXTRATERRITORIAL = re.compile(
    r"\b(?:embass|consul|ambassad|mission|посольств|консульств|büyükelçili|konsoloslu|səfirli|"
    r"konsulluq|سفارت|کنسول|سفارة|قنصلي|embajad)",
    re.IGNORECASE,
)
CAPITAL = re.compile(
    r"\b(?:capitale?\b|столиц|başkent|paytaxt|العاصمة|عاصمة|پایتخت)", re.IGNORECASE
)
#: A noun that stands for a place named before: “the city”, “the province”.
NOUNS = {
    "city": re.compile(
        r"^(?:(?:the|this|that|этот|этом|этого|bu|o|la|el|esta|esa|le|cette|ce)\s+|l['’])?"
        r"(?:same\s+)?(?:city|town|village|город[ае]?|городе|посёлк[ае]|сел[ае]|деревн[еи]|"
        r"şehir(?:de|den|e)?|kent(?:te|ten|e)?|köy(?:de|den|e)?|kasaba(?:da|dan|ya)?|"
        r"şəhər(?:də|dən|ə)?|kənd(?:də|dən|ə)?|(?:این |آن |همین )?(?:شهر|روستا)|"
        r"(?:هذه |تلك )?(?:المدينة|البلدة|القرية)|ciudad|localidad|pueblo|ville|village|localité)$",
        re.IGNORECASE,
    ),
    "province": re.compile(
        r"^(?:(?:the|this|that|этой|этот|bu|la|el|esta|cette|ce|le)\s+|l['’])?"
        r"(?:province|region|governorate|област[ьи]|провинци[ияюей]+|регион[ае]?|"
        r"il(?:de|den|e)|vilayet(?:te|ten|e)?|vilayət(?:də|dən|ə)?|(?:این |آن )?استان|"
        r"(?:هذه |تلك )?المحافظة|provincia|región|région)$",
        re.IGNORECASE,
    ),
}
#: Nouns for what is smaller than a town.
SITES = re.compile(
    r"\b(?:airport|air ?base|airfield|base|embassy|consulate|palace|port|harbour|harbor|prison|"
    r"plant|refinery|crossing|checkpoint|camp|hospital|university|village|settlement|station|"
    r"аэропорт|авиабаз|баз[аеуы]|посольств|порт|дворец|тюрьм|сел[оае]|деревн|"
    r"havalimanı|üssü|büyükelçili|köyü|hava limanı|kənd|bazası|səfirli|"
    r"فرودگاه|پایگاه|سفارت|مطار|قاعدة|سفارة|قرية|روستا|"
    r"aeropuerto|base|embajada|puerto|aéroport|ambassade)",
    re.IGNORECASE,
)
