import type { Binding, OutsideBinding } from '#engine/model/binding'
import type { SourceElement } from '#engine/model/source_element'
import { compileBinding } from './binding.js'
import type { CompileTools } from './element.js'

/** A form as a step names it. */
export interface FormReference {
  readonly formKey: string | null
  /** Absent: the form of the own package version. */
  readonly formBinding?: OutsideBinding
}

const BINDING = { binding: 'formRefBinding', version: 'formRefVersion', versionTag: 'formRefVersionTag', child: 'formDefinition' }

/** The form of a user task or start event, and which version of it is meant: `camunda:formKey`, `camunda:formRef` or `zeebe:formDefinition`. */
export function compileFormReference(source: SourceElement, tools: CompileTools): FormReference {
  const child = tools.extensions(source, 'formDefinition')[0]
  const ofChild = child?.formId ?? child?.formKey ?? child?.externalReference
  const formKey = tools.attribute(source, 'formKey') ?? tools.attribute(source, 'formRef') ?? (typeof ofChild === 'string' ? ofChild : null)
  const binding: Binding = formKey === null ? 'deployment' : compileBinding(source, BINDING, tools)
  return binding === 'deployment' ? { formKey } : { formKey, formBinding: binding }
}
