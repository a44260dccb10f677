/** A finding about a model at deployment. All findings are collected; the designer draws each as a marker at its element. */
export interface Diagnostic {
  /** Stable code, e.g. `UNSUPPORTED_ELEMENT`, `DANGLING_REFERENCE`. */
  code: string
  severity: 'error' | 'warning' | 'information'
  /** BPMN element id, or null when the finding concerns the file as a whole. */
  elementId: string | null
  /** UNSUPPORTED_ELEMENT: what it is, e.g. `boundaryEvent:signal`. */
  elementKind?: string
  /** For people, in Chinese: what was expected, what is, what to do next. */
  message: string
  /** File inside the package (`restaurant.bpmn`), when the finding comes from a package. */
  resource?: string
}
