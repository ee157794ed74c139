-- How many under 30 were in each measure of oppfølging in January 2026? Hidden numbers give bounds.
select
    measure_label,
    sum(participants_low) as lowest,
    sum(participants_high) as highest
from marts.obt_participants
where
    grain = 'age / measure / all statuses' and demographic_code in ('Y_LE19', 'Y20T24', 'Y25T29')
    and measure_group_code = 'OPPFOLG' and month = date '2026-01-01'
group by measure_label
order by highest desc

-- answer:
-- | measure_label | lowest | highest |
-- |---|---|---|
-- | Arbeid med støtte | 2800 | 2800 |
-- | Oppfølging | 2038 | 2038 |
-- | Individuell jobbstøtte | 1542 | 1542 |
-- | Individuell Karrierestøtte (IPS Ung) | 514 | 514 |
-- | Jobbklubb | 457 | 457 |
-- | Digital oppfølging/jobbklubb | 337 | 337 |
-- | Mentor | 103 | 103 |
-- | Utvidet oppfølging i opplæring | 23 | 26 |

-- printed:
-- 000 line 751: 19 år og under 157 157
-- 000 line 753: 20-24 år 1 106 1 106
-- 000 line 755: 25-29 år 1 537 1 537
-- 000 line 936: 19 år og under * *
-- 000 line 938: 20-24 år 12 12
-- 000 line 940: 25-29 år 11 11
