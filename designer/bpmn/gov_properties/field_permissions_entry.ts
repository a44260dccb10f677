import { isTextAreaEntryEdited, TextAreaEntry } from '@bpmn-io/properties-panel'
import { useService } from 'bpmn-js-properties-panel'
import type { DiagramElement, Modeling, PanelEntry } from './attribute_entry.js'
import { fieldPermissionLines, fieldPermissionProblem, withFieldPermissions } from './field_permission_lines.js'

interface Factory {
  create(type: string, properties: Record<string, unknown>): Record<string, unknown>
}

/** One function for all times: for a new one the panel would forget what was wrong. */
const validate = (lines: string | undefined) => fieldPermissionProblem(lines ?? '')

/** 字段权限: which fields of the form this step fills, reads or does not see. */
export function fieldPermissionsEntry(element: DiagramElement): PanelEntry {
  return {
    id: 'gov-fieldPermissions',
    element,
    isEdited: isTextAreaEntryEdited,
    component: (properties) => {
      const modeling = useService('modeling') as Modeling
      const factory = useService('bpmnFactory') as Factory
      return TextAreaEntry({
        element: properties.element,
        id: properties.id,
        label: '各字段：可填、只读、不显示',
        description: '一行一个，如“area：只读”；* 指其余全部字段。',
        debounce: useService('debounceInput'),
        validate,
        getValue: () => fieldPermissionLines(properties.element),
        // what is wrong comes as undefined beside its error: it must not clear what was right
        setValue: (lines: string | undefined, error?: string) => {
          if (!error) modeling.updateProperties(properties.element, { extensionElements: withFieldPermissions(properties.element, lines ?? '', factory) })
        },
      })
    },
  }
}
