/** A conformance script (format v1), reduced to what the runner may look at: never its id, test, notes or oracle. */
export interface Script {
  /** Where its models lie, relative to the corpus. */
  models: string[]
  process?: string
  services: Record<string, Service>
  cases: { name: string; script: Step[] }[]
}

/** How an automatic task behaves instead of its vendor's class or expression. */
export interface Service {
  noop?: true
  increment?: string
  set?: Record<string, unknown>
  bpmnError?: string
}

export type Step = Record<string, unknown>

/** Reads a script from its JSON text; everything the runner may not read is left behind here. */
export function readScript(text: string): Script {
  const { models, process, services, cases } = JSON.parse(text) as Partial<Script>
  if (!Array.isArray(models) || !Array.isArray(cases)) throw new Error('Expected a script to have models and cases, but it has not.')
  return { models, services: services ?? {}, cases, ...(process === undefined ? {} : { process }) }
}
