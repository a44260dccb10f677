/** Namespaces of other engines and our own, with the prefix they are read under whatever prefix a file uses. */
export const NAMESPACES: Readonly<Record<string, string>> = {
  'http://xingliu.gov/schema/1.0': 'gov',
  'http://camunda.org/schema/1.0/bpmn': 'camunda',
  'http://operaton.org/schema/1.0/bpmn': 'operaton',
  'http://flowable.org/bpmn': 'flowable',
  'http://activiti.org/bpmn': 'activiti',
  'http://camunda.org/schema/zeebe/1.0': 'zeebe',
  'http://spiffworkflow.org/bpmn/schema/1.0/core': 'spiffworkflow',
}

/** Vendor prefixes by precedence: the first that has an attribute wins. */
export const VENDORS = ['camunda', 'operaton', 'flowable', 'activiti', 'zeebe'] as const

/** Prefix of our own attributes. */
export const OWN = 'gov'
