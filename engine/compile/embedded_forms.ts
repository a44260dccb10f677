import type { SourceElement } from '#engine/model/source_element'
import { formDataKey, formFieldsOf, formOfFields } from './dialects/form_data.js'
import { extensionsOf, localName } from './dialects/rewrite.js'

/** A form that lies in the model file. */
export interface EmbeddedForm {
  /** As steps name it. */
  readonly key: string
  /** form-js schema as JSON text. */
  readonly text: string
  /** Step or process that carries it. */
  readonly elementId: string | null
}

/** Forms of Camunda 8 (`zeebe:userTaskForm`), and those made of the fields that steps of Camunda 7, Flowable or Activiti carry. */
export function embeddedForms(root: SourceElement): readonly EmbeddedForm[] {
  const processes = ((root.rootElements as SourceElement[] | undefined) ?? []).filter((element) => element.$type === 'bpmn:Process')
  return processes.flatMap((process) => [...whole(process), ...stepsOf(process).filter((step) => formFieldsOf(step).length > 0).map(ofFields)])
}

function whole(process: SourceElement): EmbeddedForm[] {
  const forms = extensionsOf(process).filter((child) => localName(child) === 'userTaskForm')
  return forms.map((form) => ({ key: String(form.id ?? ''), text: form.$body?.trim() ?? '', elementId: process.id ?? null })).filter(({ key }) => key !== '')
}

const ofFields = (step: SourceElement): EmbeddedForm => ({ key: formDataKey(step), text: JSON.stringify(formOfFields(step)), elementId: step.id ?? null })

function stepsOf(container: SourceElement): SourceElement[] {
  const elements = (container.flowElements as SourceElement[] | undefined) ?? []
  return elements.flatMap((element) => (element.flowElements === undefined ? (/^bpmn:(UserTask|StartEvent)$/.test(element.$type) ? [element] : []) : stepsOf(element)))
}
