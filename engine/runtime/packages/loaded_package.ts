import type { CompiledDecision } from '#engine/decisions/decision_model'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { PreparedPackageForm } from './prepared_form.js'

/** A package version ready to run: everything compiled, nothing read again. */
export interface LoadedPackage {
  id: string
  /** By definition id. */
  processes: ReadonlyMap<string, ExecutableProcess>
  /** Definition id by BPMN process id, for call activities. */
  definitionIds: ReadonlyMap<string, string>
  /** By decision id. */
  decisions: ReadonlyMap<string, CompiledDecision>
  /** By form id, by file name with and without ending. */
  forms: ReadonlyMap<string, PreparedPackageForm>
  /** Text resources by name. */
  texts: ReadonlyMap<string, string>
  /** Variables whose form fields are marked personal. */
  personalKeys: ReadonlySet<string>
}
