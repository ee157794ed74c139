-- How old are those in arbeidsforberedende trening, in February 2026?
select
    demographic_name,
    participants
from marts.obt_participants
where
    grain = 'age / measure / all statuses' and measure_code = 'ARBFORB'
    and month = date '2026-02-01'
order by demographic_code like 'Y_LE%' desc, demographic_code like 'Y_GE%', demographic_code

-- answer:
-- | demographic_name | participants |
-- |---|---|
-- | 19 år og under | 305 |
-- | 20-24 år | 1451 |
-- | 25-29 år | 1254 |
-- | 30-39 år | 1815 |
-- | 40-49 år | 1418 |
-- | 50-59 år | 1084 |
-- | 60 år og over | 194 |

-- printed:
-- 001 line 116: 19 år og under	307	308	305
-- 001 line 117: 20-24 år	1 440	1 429	1 451
-- 001 line 118: 25-29 år	1 246	1 238	1 254
-- 001 line 119: 30-39 år	1 823	1 830	1 815
-- 001 line 120: 40-49 år	1 415	1 411	1 418
-- 001 line 121: 50-59 år	1 082	1 080	1 084
-- 001 line 122: 60 år og over	198	201	194
