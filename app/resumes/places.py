"""Cities outside of the directory of areas that résumés name most, in lower case."""

from __future__ import annotations

_NAMES = """
    aarhus; abu dhabi; almaty; amsterdam; ankara; antalya; antwerp; astana; athens; atlanta; auckland;
    austin; baku; bangalore; bangkok; barcelona; basel; batumi; beijing; belgrade; bengaluru; bergen;
    berlin; bern; birmingham; bishkek; bogota; bologna; boston; bratislava; brisbane; bristol; brno;
    brussels; bucharest; budapest; buenos aires; cairo; calgary; cambridge; cape town; charlotte;
    chennai; chicago; cluj-napoca; cologne; copenhagen; cork; dallas; delhi; denver; detroit; dhaka;
    doha; dresden; dubai; dublin; dusseldorf; edinburgh; eindhoven; espoo; florence; frankfurt; gdansk;
    geneva; glasgow; gothenburg; guangzhou; haifa; hamburg; hanoi; heidelberg; helsinki; ho chi minh
    city; hong kong; houston; hyderabad; istanbul; izmir; jakarta; jerusalem; johannesburg; karachi;
    kaunas; kharkiv; kiev; kolkata; krakow; kuala lumpur; kyiv; lagos; lahore; leeds; leipzig; lima;
    limassol; lisbon; liverpool; ljubljana; london; los angeles; luxembourg; lviv; lyon; madrid; malaga;
    malmo; manchester; manila; marseille; melbourne; mexico city; miami; milan; minneapolis; minsk;
    montreal; mumbai; munich; nairobi; naples; nashville; new delhi; new york; nicosia; novi sad; odesa;
    osaka; oslo; ottawa; oxford; paris; perth; philadelphia; phoenix; pittsburgh; portland; porto;
    poznan; prague; pune; riga; riyadh; rome; rotterdam; san diego; san francisco; san jose; santiago;
    sao paulo; seattle; seoul; seville; shanghai; shenzhen; singapore; sofia; stockholm; stuttgart;
    sydney; taipei; tallinn; tampere; tartu; tashkent; tbilisi; tel aviv; the hague; thessaloniki;
    tokyo; toronto; toulouse; turin; utrecht; valencia; vancouver; vienna; vilnius; warsaw; washington;
    wellington; wroclaw; yerevan; zagreb; zurich; амстердам; анталья; баку; бангкок; барселона; белград;
    берлин; будва; варшава; вена; вильнюс; дубай; ереван; лимассол; лиссабон; лондон; мадрид; мюнхен;
    нью-йорк; париж; подгорица; прага; рига; сингапур; стамбул; таллин; тбилиси; тель-авив; торонто;
    хельсинки
"""
WORLD_CITIES = frozenset(name.strip() for name in " ".join(_NAMES.split()).split(";"))
