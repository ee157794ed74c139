-- What education do the participants of individuell jobbstøtte have, in January 2026?
select
    demographic_name,
    printed_value
from marts.obt_participants
where
    grain = 'education / measure / all statuses' and measure_code = 'INDJOBSTOT'
    and month = date '2026-01-01'
order by participants desc nulls last

-- answer:
-- | demographic_name | printed_value |
-- |---|---|
-- | Grunnskolenivå | 1 577 |
-- | Videregående skolenivå | 1 138 |
-- | Universitets- og høgskolenivå, kort inntil 4 år | 647 |
-- | Universitets- og høgskolenivå, lang over 4 år | 165 |
-- | Uoppgitt eller ingen fullført utdanning | 92 |

-- printed:
-- 000 line 1303: Grunnskolenivå 1 577 1 577
-- 000 line 1306: skolenivå 1 138 1 138
-- 000 line 1309: kort inntil 4 år 647 647
-- 000 line 1312: lang over 4 år 165 165
-- 000 line 1315: utdanning 92 92
