-- What share of those in arbeidstrening are women, in February 2026?
select
    women.participants as women,
    everybody.participants as everybody,
    round(100.0 * women.participants / everybody.participants, 1) as per_cent
from marts.fct_participants_demographic as women
inner join marts.fct_participants as everybody using (measure_code, status_code, month)
where
    women.demographic_code = 'F' and everybody.region_level = 'country'
    and measure_code = 'ARBTREN' and status_code = '_T' and month = date '2026-02-01'

-- answer:
-- | women | everybody | per_cent |
-- |---|---|---|
-- | 4279 | 7350 | 58.2 |

-- printed:
-- 001 line 16: Arbeidstrening	7 105	6 859	7 350
-- 001 line 109: Kvinner	4 158	4 036	4 279
