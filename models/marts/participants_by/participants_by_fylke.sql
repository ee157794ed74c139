{{ participants_by('fylke') }}
