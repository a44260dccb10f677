import type { Resource } from '#engine/runtime/ports/package_store'
import { P6 } from './models.js'

/** The form every task of the measured P6 validates: one number asked for, one text, both stored. */
const FORM = {
  type: 'default',
  id: 'step',
  schemaVersion: 19,
  components: [
    { type: 'number', id: 'step_area', key: 'area', label: '面积', validate: { required: true, min: 1, max: 100000 } },
    { type: 'textfield', id: 'step_note', key: 'note', label: '说明', validate: { maxLength: 200 } },
  ],
}

/** P6 with a form at each task. */
export const P6_PACKAGE: readonly Resource[] = [
  { name: 'p6.bpmn', content: P6.replaceAll('<bpmn:userTask ', '<bpmn:userTask camunda:formKey="step" ') },
  { name: 'forms/step.form.json', content: JSON.stringify(FORM) },
]
