"""The German, Spanish, French and Russian words of a typed time, in the same lines as the English ones.

Short words that mean something else in another of these languages (`so`, `mi`, `mar`) are left out: a text that
has them is asked about.
"""

GERMAN = """
day 0: heute
day 1: morgen
day 2: übermorgen | uebermorgen
day -1: gestern
day -2: vorgestern
tonight: heute abend | heute nacht | heut abend
day 0 + part morning: heute morgen | heute früh | heute vormittag
day 0 + part afternoon: heute nachmittag
day 1 + part morning: morgen früh | morgen vormittag
part morning: am morgen | morgens | vormittags | am vormittag | früh | in der früh | vormittag
part afternoon: am nachmittag | nachmittags | nachmittag
part evening: am abend | abends | abend
weekday 0: montag
weekday 1: dienstag
weekday 2: mittwoch
weekday 3: donnerstag
weekday 4: freitag | fr
weekday 5: samstag | sonnabend
weekday 6: sonntag
month 1: januar | jänner
month 2: februar
month 3: märz | maerz
month 5: mai
month 6: juni
month 7: juli
month 10: oktober | okt
month 12: dezember | dez
unit minute: minute | minuten
unit hour: stunde | stunden | std
unit day: tag | tage | tagen
unit week: woche | wochen
unit month: monat | monate | monaten
a: ein | eine | einer | einem | einen
number 1: eins
number 2: zwei
number 3: drei
number 4: vier
number 5: fünf
number 6: sechs
number 7: sieben
number 8: acht
number 9: neun
number 10: zehn
number 12: zwölf
half: halbe | halben
quarter: viertel
at: um | gegen
uhr: uhr
midnight: mitternacht
noon: zwölf uhr mittags
or: oder
from: zwischen
and: und
next: nächsten | nächster | nächste | naechsten | nächstem
this: diesen | dieser | diesem
last: letzten | letzter
coming: kommenden | kommender
next_week: nächste woche | nächster woche | kommende woche
now: jetzt
slot: nächster slot | nächsten slot | nächster freier slot | nächsten freien slot | im nächsten slot
filler: am | der | den | dem | die | das | bitte | danke | poste | posten | veröffentlichen | senden | schicken | für
filler: im | zum | mal | es | ihn | beitrag | artikel
"""

SPANISH = """
day 0: hoy
day 1: mañana
day 2: pasado mañana
day -1: ayer
day -2: anteayer
tonight: esta noche | hoy por la noche
day 0 + part morning: esta mañana | hoy por la mañana
day 0 + part afternoon: esta tarde | hoy por la tarde
part morning: de la mañana | por la mañana | en la mañana
part afternoon: de la tarde | por la tarde
part night: de la noche | por la noche
weekday 0: lunes | lun
weekday 1: martes
weekday 2: mié | mie | miércoles
weekday 3: jueves
weekday 4: vie | viernes
weekday 5: sábado
weekday 6: domingo
month 1: enero
month 2: febrero
month 3: marzo
month 4: abril
month 5: mayo
month 6: junio
month 7: julio
month 8: agosto
month 9: septiembre | setiembre
month 10: octubre
month 11: noviembre
month 12: diciembre | dic
unit minute: minuto | minutos
unit hour: hora | horas
unit day: día | días
unit week: semana | semanas
unit month: mes | meses
a: un | una
number 2: dos
number 3: tres
number 4: cuatro
number 5: cinco
number 6: seis
number 7: siete
number 8: ocho
number 9: nueve
number 10: diez
number 12: doce
half: media
in: en | dentro de
at: a las | a la | sobre las
noon: mediodía | al mediodía | a mediodía
midnight: medianoche | a medianoche
or: o
from: entre
and: y
next: próximo | el próximo
this: este
coming: que viene
next_week: la próxima semana | próxima semana | la semana próxima | la semana que viene | semana que viene
now: ahora | ahora mismo
slot: próximo hueco | próximo hueco libre | el próximo hueco | el próximo hueco libre | siguiente hueco
filler: el | los | por favor | gracias | publica | publicar | publícalo | envía | de | del | para | artículo | lo
"""

FRENCH = """
day 0: aujourd'hui
day 1: demain
day 2: après demain
day -1: hier
day -2: avant hier
tonight: ce soir
day 0 + part morning: ce matin
day 0 + part afternoon: cet après midi
part morning: du matin | le matin | matin
part afternoon: de l'après midi | l'après midi | après midi
part evening: du soir | le soir | soir
weekday 0: lundi
weekday 1: mardi
weekday 2: mercredi
weekday 3: jeudi
weekday 4: vendredi
weekday 5: samedi
weekday 6: dimanche
month 1: janvier
month 2: février | fév
month 3: mars
month 4: avril
month 5: mai
month 6: juin
month 7: juillet
month 8: août
month 9: septembre
month 10: octobre
month 11: novembre
month 12: décembre | déc
heure: heure | heures
unit day: jour | jours
unit week: semaine | semaines
unit month: mois
a: une
number 2: deux
number 3: trois
number 4: quatre
number 5: cinq
number 6: six
number 8: huit
number 9: neuf
number 10: dix
number 12: douze
half: demi | demie
in: dans
at: à | vers
noon: midi
midnight: minuit
or: ou
from: entre
next: prochain | prochaine
next_week: la semaine prochaine | semaine prochaine
now: maintenant
slot: prochain créneau | prochain créneau libre | le prochain créneau | le prochain créneau libre
filler: le | s'il te plaît | s'il vous plaît | merci | publie | publier | publiez | envoie | pour | ce | l'article | du
"""

RUSSIAN = """
day 0: сегодня
day 1: завтра | на завтра
day 2: послезавтра
day -1: вчера
day -2: позавчера
tonight: сегодня вечером
day 0 + part morning: сегодня утром
day 0 + part afternoon: сегодня днем
part morning: утра | утром
days_or_afternoon: дня
part afternoon: днем
part evening: вечера | вечером
part night: ночи | ночью
weekday 0: понедельник | пн
weekday 1: вторник | вт
weekday 2: среда | среду | ср
weekday 3: четверг | чт
weekday 4: пятница | пятницу | пт
weekday 5: суббота | субботу | сб
weekday 6: воскресенье | вс
month 1: января | янв
month 2: февраля | фев
month 3: марта
month 4: апреля | апр
month 5: мая
month 6: июня
month 7: июля
month 8: августа | авг
month 9: сентября | сен
month 10: октября | окт
month 11: ноября
month 12: декабря | дек
unit second: секунд | секунду | секунды
unit minute: минут | минуту | минуты | мин
unit hour: час | часа | часов | ч
unit day: день | дней
unit week: неделю | недели | недель
unit month: месяц | месяца | месяцев
number 2: два | две
number 3: три
number 4: четыре
number 5: пять
number 6: шесть
number 7: семь
number 8: восемь
number 9: девять
number 10: десять
in: через
half_hour: полчаса
ago: назад
at: в | во | около
noon: полдень
midnight: полночь
or: или
from: между
and: и
next: следующий | следующую | следующее | следующая
this: этот | эту | это
last: прошлый | прошлую | прошлое
coming: ближайший | ближайшую | ближайшее
next_week: на следующей неделе
this_week: на этой неделе
now: сейчас | прямо сейчас
slot: следующий слот | следующий свободный слот | ближайший слот | в следующий слот | в ближайший слот
filler: пожалуйста | спасибо | опубликуй | опубликовать | отправь | пост | на | года
"""
