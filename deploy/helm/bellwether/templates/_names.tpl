{{/* What everything is called. */}}

{{- define "bellwether.name" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains "bellwether" .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-bellwether" (.Release.Name | trunc 29 | trimSuffix "-") -}}
{{- end -}}
{{- end -}}

{{/* By which pods are found: (dict "root" $ "part" "api"). They never change. */}}
{{- define "bellwether.selector" -}}
app.kubernetes.io/name: bellwether
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end -}}

{{- define "bellwether.labels" -}}
{{ include "bellwether.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/part-of: bellwether
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end -}}

{{/* (dict "root" $ "part" "api" "name" "api"): what every object begins with, under `metadata:`. */}}
{{- define "bellwether.metadata" -}}
name: {{ include "bellwether.name" .root }}-{{ .name | default .part }}
labels:
  {{- include "bellwether.labels" . | nindent 2 }}
{{- end -}}

{{- define "bellwether.image" -}}
{{ .root.Values.images.prefix }}bellwether-{{ .image }}:{{ .root.Values.images.tag | default .root.Chart.AppVersion }}
{{- end -}}

{{/* A value as text: Helm knows numbers as floats, and would write 1e+06. */}}
{{- define "bellwether.text" -}}
{{- if kindIs "float64" . -}}{{ int64 . | toString | quote }}{{- else -}}{{ toString . | quote }}{{- end -}}
{{- end -}}
