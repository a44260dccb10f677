import { attributeEntries, type DiagramElement, type PanelEntry } from './attribute_entry.js'
import { attributeMembersEntries } from './attribute_members_entry.js'
import { fieldPermissionsEntry } from './field_permissions_entry.js'
import { foreignPartsGroup, type ForeignPartServices } from './foreign_parts_group.js'
import { httpCallEntries } from './http_call_entries.js'
import { instanceEventsEntries } from './instance_events_entries.js'
import { loopEntries, standardLoopOf } from './loop_entries.js'
import { QUESTION_GROUPS, type QuestionGroup } from './questions.js'

interface PanelGroup {
  id: string
  entries?: readonly { id: string }[]
  [key: string]: unknown
}

interface PropertiesPanel {
  registerProvider(priority: number, provider: { getGroups(element: DiagramElement): (groups: PanelGroup[]) => PanelGroup[] }): void
}

/** Lower than the standard providers', so that their groups are there to be sorted. */
const AFTER_STANDARD_PROVIDERS = 200

/** Groups for what this engine does not run (listeners, connectors, cleanup …) or asks in its own words. */
const NOT_SHOWN = new Set(
  [
    'AsynchronousContinuations', 'CandidateStarter', 'ConnectorInput', 'ConnectorOutput', 'ExecutionListener', 'ExtensionProperties', 'ExternalTask',
    'FieldInjection', 'Form', 'FormData', 'HistoryCleanup', 'JobExecution', 'ProcessVariables', 'StartInitiator', 'TaskListener', 'Tasklist', 'UserAssignment',
  ].map((name) => `CamundaPlatform__${name}`),
)

/** Entries of groups that are shown, for what this engine does not run: tenants, background jobs per instance, Java delegates, CMMN. */
const NOT_ASKED = /TenantId$|asynchronous|exclusive|^multiInstanceJob|^calledElement(DelegateVariableMappingType|VariableMapping)/i

const withoutUnasked = (group: PanelGroup): PanelGroup => (group.entries ? { ...group, entries: group.entries.filter((entry) => !NOT_ASKED.test(entry.id)) } : group)

function questionGroups(element: DiagramElement): PanelGroup[] {
  const asked = QUESTION_GROUPS.filter((group) => group.types.some((type) => element.businessObject.$instanceOf(type)) && (!group.onlyMany || isForMany(element)))
  return asked.map((group) => ({ id: group.id, label: group.label, entries: entriesOf(group, element) }))
}

/** Service tasks may call an interface of another office. */
const callGroup = (element: DiagramElement): PanelGroup[] =>
  element.businessObject.$instanceOf('bpmn:ServiceTask') ? [{ id: 'gov-http', label: '调用接口', entries: httpCallEntries(element) }] : []

/** Activities that are done again and again. */
const loopGroup = (element: DiagramElement): PanelGroup[] =>
  element.businessObject.$instanceOf('bpmn:Activity') && standardLoopOf(element) !== null ? [{ id: 'gov-loop', label: '反复办理', entries: loopEntries(element) }] : []

/** Several people are asked the same (会签). */
function isForMany(element: DiagramElement): boolean {
  const loop = element.businessObject.get('loopCharacteristics') as { $type: string } | undefined
  return loop?.$type === 'bpmn:MultiInstanceLoopCharacteristics'
}

/** What a step's people see is its form and, beside it, each field's permission. */
function entriesOf(group: QuestionGroup, element: DiagramElement): PanelEntry[] {
  const entries = group.questions.flatMap((question) => (question.input === 'members' ? attributeMembersEntries(element, question) : attributeEntries(element, question)))
  if (group.id === 'gov-many') return [...entries, ...instanceEventsEntries(element)]
  return group.id === 'gov-sees' && element.businessObject.$instanceOf('bpmn:UserTask') ? [...entries, fieldPermissionsEntry(element)] : entries
}

class GovPropertiesProvider {
  static $inject = ['propertiesPanel', 'modeling', 'bpmnFactory', 'keptTexts']

  constructor(
    propertiesPanel: PropertiesPanel,
    private readonly modeling: ForeignPartServices['modeling'],
    private readonly factory: ForeignPartServices['factory'],
    private readonly kept: ForeignPartServices['kept'],
  ) {
    propertiesPanel.registerProvider(AFTER_STANDARD_PROVIDERS, this)
  }

  getGroups(element: DiagramElement) {
    return (groups: PanelGroup[]) => {
      const shown = groups.filter((group) => !NOT_SHOWN.has(group.id)).map(withoutUnasked)
      const general = shown.filter((group) => group.id === 'general')
      const foreign = foreignPartsGroup(element, { modeling: this.modeling, factory: this.factory, kept: this.kept })
      return [...general, ...questionGroups(element), ...loopGroup(element), ...callGroup(element), ...shown.filter((group) => group.id !== 'general'), ...(foreign === null ? [] : [foreign])]
    }
  }
}

/** Puts the department's questions first in the properties panel and hides groups that this engine does not run. */
export const govPropertiesModule = {
  __init__: ['govPropertiesProvider'],
  govPropertiesProvider: ['type', GovPropertiesProvider],
}
