{{ participants_by('immigrant') }}
