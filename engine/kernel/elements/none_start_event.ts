import { setVariables } from '../run/variables.js'
import { defineElement } from './element.js'
import { compileFormReference, type FormReference } from './form_reference.js'

/** What a start event may say beyond its trigger: the form its starter fills in, the variable that keeps who has started. */
export interface StartSettings extends FormReference {
  /** `camunda:initiator`. */
  readonly initiator: string | null
}

/** None start event: a person, a client or a caller starts the instance. BPMN 2.0.2, 10.5.2. */
export const noneStartEvent = defineElement<StartSettings>({
  kind: 'startEvent',
  rests: false,
  compile: (source, tools) => ({
    ...compileFormReference(source, tools),
    initiator: tools.attribute(source, 'initiator') ?? null,
  }),
  enter(run, record, _node, { initiator }) {
    if (initiator !== null) setVariables(run, record.id, { [initiator]: run.draft.state.starter })
    return 'done'
  },
})
