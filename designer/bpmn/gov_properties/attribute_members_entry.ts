import { CheckboxEntry, isCheckboxEntryEdited } from '@bpmn-io/properties-panel'
import { useService } from 'bpmn-js-properties-panel'
import type { DiagramElement, Modeling, PanelEntry } from './attribute_entry.js'
import type { MembersQuestion } from './attribute_question.js'
import { membersOf, withMember } from './attribute_members.js'

/** Panel entries, one box for each word of the list. */
export const attributeMembersEntries = (element: DiagramElement, question: MembersQuestion): PanelEntry[] =>
  question.members.map(({ value, label, description }) => ({
    id: `${question.attribute.replace(':', '-')}-${value}`,
    element,
    isEdited: isCheckboxEntryEdited,
    component: (properties) => {
      const modeling = useService('modeling') as Modeling
      const read = () => membersOf(properties.element.businessObject.get(question.attribute), question.unset)
      return CheckboxEntry({
        element: properties.element,
        id: properties.id,
        label,
        description,
        getValue: () => read().includes(value),
        setValue: (isMember: boolean) => modeling.updateProperties(properties.element, { [question.attribute]: withMember(read(), value, isMember) }),
      })
    },
  }))
