{{ participants_by('immigrant', measure_level='group') }}
