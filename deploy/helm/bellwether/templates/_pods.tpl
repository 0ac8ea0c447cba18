{{/* What all pods have in common, so that a namespace with the profile `restricted` takes them. */}}

{{/* (dict "root" $ "user" 10001 "scheduling" ...): under `spec:` of a pod. */}}
{{- define "bellwether.pod" -}}
serviceAccountName: {{ include "bellwether.name" .root }}
automountServiceAccountToken: false
# Kubernetes would add variables such as BELLWETHER_API_PORT, and a name that no service knows stops its start.
enableServiceLinks: false
# The first process of the pod reaps, as `init: true` has it with Docker.
shareProcessNamespace: true
securityContext:
  runAsNonRoot: true
  runAsUser: {{ .user }}
  runAsGroup: {{ .user }}
  fsGroup: {{ .user }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with .root.Values.images.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .scheduling }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Of every container. */}}
{{- define "bellwether.confined" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  runAsNonRoot: true
  capabilities: {drop: [ALL]}
  seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{/* (dict "root" $ "part" "api"): several of one kind stay apart, where there is room. */}}
{{- define "bellwether.spread" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "bellwether.selector" . | nindent 8 }}
{{- end -}}

{{/* (dict "root" $ "part" "api" "replicas" 2): so that a node that is emptied takes one at a time. */}}
{{- define "bellwether.budget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "bellwether.metadata" . | nindent 2 }}
spec:
  maxUnavailable: 1
  # One that answers nothing keeps no node from being emptied.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "bellwether.selector" . | nindent 6 }}
{{- end -}}

{{/* Predictors of an image are copied before the pod starts. */}}
{{- define "bellwether.bring-predictors" -}}
{{- if not .Values.predictors.existingClaim -}}
initContainers:
  - name: predictors
    image: {{ .Values.predictors.image | default (include "bellwether.image" (dict "root" . "image" "predictors")) }}
    imagePullPolicy: {{ .Values.images.pullPolicy }}
    command: ["cp", "-r", "/predictors/.", "/copy/"]
    resources:
      requests: {cpu: 10m, memory: 64Mi}
      limits: {memory: 64Mi}
    {{- include "bellwether.confined" . | nindent 4 }}
    volumeMounts:
      - {name: predictors, mountPath: /copy}
{{- end -}}
{{- end -}}

{{/* (dict "root" $ "volumes" (dict "models" "ro") "secrets" (dict "keys" NAME)): under `volumeMounts:`. */}}
{{- define "bellwether.mounts" -}}
- {name: tmp, mountPath: /tmp}
- {name: predictors, mountPath: /predictors, readOnly: true}
{{- range $name, $access := .volumes }}
- {name: {{ $name }}, mountPath: /{{ $name }}, readOnly: {{ eq $access "ro" }}}
{{- end }}
{{- range $name, $_ := .secrets }}
- {name: {{ $name }}, mountPath: /{{ $name }}, readOnly: true}
{{- end }}
{{- /* One by one they are files; a whole config map is a folder of links, and no public key may be one. */}}
{{- range $name, $_ := .root.Values.publicKeys }}
- {name: public-keys, mountPath: /public-keys/{{ $name }}, subPath: {{ $name }}, readOnly: true}
{{- end }}
{{- with .root.Values.store }}
{{- if .bucket }}
- {name: cache, mountPath: /cache}
{{- if .secret }}
- {name: store, mountPath: /run/store, readOnly: true}
{{- end }}
{{- end }}
{{- end }}
{{- if and .root.Values.redis.external.host .root.Values.redis.external.caConfigMap }}
- {name: redis-ca, mountPath: /run/redis-ca, readOnly: true}
{{- end }}
{{- end -}}

{{/* The same, and "store" the name of the bucket's secret: under `volumes:`. */}}
{{- define "bellwether.volumes" -}}
{{- $root := .root -}}
- name: tmp
  emptyDir: {medium: Memory, sizeLimit: 64Mi}
- name: predictors
  {{- with $root.Values.predictors.existingClaim }}
  persistentVolumeClaim: {claimName: {{ . }}, readOnly: true}
  {{- else }}
  emptyDir: {sizeLimit: 1Gi}
  {{- end }}
{{- range $name, $_ := .volumes }}
{{- $kept := index $root.Values.storage $name }}
- name: {{ $name }}
  {{- if include "bellwether.ephemeral" (dict "root" $root "name" $name) }}
  emptyDir: {sizeLimit: {{ $kept.size }}}
  {{- else }}
  persistentVolumeClaim:
    claimName: {{ $kept.existingClaim | default (printf "%s-%s" (include "bellwether.name" $root) $name) }}
  {{- end }}
{{- end }}
{{- range $name, $secret := .secrets }}
- name: {{ $name }}
  secret: {secretName: {{ $secret }}, defaultMode: 0440}
{{- end }}
{{- if $root.Values.publicKeys }}
- name: public-keys
  configMap: {name: {{ include "bellwether.name" $root }}-public-keys}
{{- end }}
{{- if $root.Values.store.bucket }}
- name: cache
  emptyDir: {sizeLimit: {{ $root.Values.store.cacheSize }}}
{{- if .store }}
- name: store
  secret: {secretName: {{ .store }}, defaultMode: 0440, items: [{key: secret, path: secret}]}
{{- end }}
{{- end }}
{{- if and $root.Values.redis.external.host $root.Values.redis.external.caConfigMap }}
- name: redis-ca
  configMap: {name: {{ $root.Values.redis.external.caConfigMap }}, items: [{key: ca.crt, path: ca.crt}]}
{{- end }}
{{- end -}}

{{/* (dict "root" $ "name" "models"): "yes" where each pod has its own. A bucket keeps what else lies in `models`. */}}
{{- define "bellwether.ephemeral" -}}
{{- $kept := index .root.Values.storage .name -}}
{{- if and (not $kept.existingClaim) (or $kept.ephemeral (and .root.Values.store.bucket (eq .name "models"))) -}}
yes
{{- end -}}
{{- end -}}
