{{/* The environment, in the words of docker-compose.yml; tests/test_helm_chart.py compares the two. */}}

{{/* Of API, trainer and checker: (dict "root" $ "store" the name of the bucket's secret). */}}
{{- define "bellwether.settings" -}}
{{- $said := .root.Values.settings -}}
- {name: BELLWETHER_PREDICTORS_DIR, value: /predictors}
- {name: BELLWETHER_MODELS_DIR, value: /models}
- {name: BELLWETHER_CHAMPIONS_DIR, value: /champions}
- {name: BELLWETHER_DATA_DIR, value: /data}
- {name: BELLWETHER_RECORDS_DIR, value: /records}
- {name: BELLWETHER_PUBLIC_KEYS_DIR, value: /public-keys}
- {name: BELLWETHER_REQUIRE_SIGNATURES, value: {{ include "bellwether.text" $said.REQUIRE_SIGNATURES }}}
- {name: BELLWETHER_KEEP_VERSIONS, value: {{ include "bellwether.text" $said.KEEP_VERSIONS }}}
- {name: BELLWETHER_KEEP_PROMOTIONS, value: {{ include "bellwether.text" $said.KEEP_PROMOTIONS }}}
- {name: BELLWETHER_KEEP_DAYS, value: {{ include "bellwether.text" $said.KEEP_DAYS }}}
- {name: BELLWETHER_LOG_LEVEL, value: {{ include "bellwether.text" $said.LOG_LEVEL }}}
{{- with .root.Values.store }}
{{- if .bucket }}
- {name: BELLWETHER_STORE, value: {{ .bucket | quote }}}
- {name: BELLWETHER_STORE_ENDPOINT, value: {{ .endpoint | quote }}}
- {name: BELLWETHER_STORE_REGION, value: {{ .region | quote }}}
{{- if $.store }}
- {name: BELLWETHER_STORE_KEY_ID, valueFrom: {secretKeyRef: {name: {{ $.store }}, key: key-id}}}
- {name: BELLWETHER_STORE_SECRET_FILE, value: /run/store/secret}
{{- end }}
- {name: BELLWETHER_CACHE_DIR, value: /cache}
{{- end }}
{{- end }}
{{- end -}}

{{/* (dict "root" $ "user" "api" "file" the file of its password): where Redis is. */}}
{{- define "bellwether.redis" -}}
{{- $outside := .root.Values.redis.external -}}
{{- if $outside.host }}
{{- $user := index $outside (printf "%sUser" .user) }}
- name: BELLWETHER_REDIS_URL
  value: {{ printf "%s://%s%s:%d/%d" (ternary "rediss" "redis" $outside.tls) (empty $user | ternary "" (printf "%s@" $user)) $outside.host (int $outside.port) (int $outside.database) }}
{{- if $outside.caConfigMap }}
- {name: BELLWETHER_REDIS_CA_FILE, value: /run/redis-ca/ca.crt}
{{- end }}
{{- else }}
- {name: BELLWETHER_REDIS_URL, value: "redis://{{ .user }}@{{ include "bellwether.name" .root }}-redis:6379/0"}
{{- end }}
- {name: BELLWETHER_REDIS_PASSWORD_FILE, value: {{ .file }}}
{{- end -}}
