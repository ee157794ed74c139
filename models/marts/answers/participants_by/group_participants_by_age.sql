{{ participants_by('age', measure_level='group') }}
