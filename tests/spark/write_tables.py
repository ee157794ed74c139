"""Writes tables and views of Spark as Parquet, for another engine to read.

`python write_tables.py FOLDER SCHEMA.NAME...`, in Spark's own environment
(loaders/building/spark.py).
"""

import sys
from pathlib import Path

import yaml
from pyspark.sql import SparkSession

PROFILES = Path(__file__).parents[2] / "profiles.yml"


def main() -> None:
    """Write FOLDER/SCHEMA.NAME for each of them, with the settings that dbt has."""
    folder, *names = sys.argv[1:]
    profile = yaml.safe_load(PROFILES.read_text(encoding="utf-8"))["tiltak"]["outputs"]["spark"]
    builder = SparkSession.builder.enableHiveSupport().config("spark.sql.ansi.enabled", "false")
    for name, value in profile["server_side_parameters"].items():
        builder = builder if "{{" in value else builder.config(name, value)
    spark = builder.getOrCreate()
    for name in names:
        spark.table(name).coalesce(1).write.mode("overwrite").parquet(f"{folder}/{name}")


if __name__ == "__main__":
    main()
