{{ participants_by('kommune', measure_level='group') }}
