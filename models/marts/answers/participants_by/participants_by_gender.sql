{{ participants_by('gender') }}
