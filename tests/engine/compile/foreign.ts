import { end, flows, start, user } from '../kernel/bpmn.js'

const NAMESPACES = [
  'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"',
  'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"',
  'xmlns:operaton="http://operaton.org/schema/1.0/bpmn"',
  'xmlns:flowable="http://flowable.org/bpmn"',
  'xmlns:activiti="http://activiti.org/bpmn"',
  'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"',
  'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"',
  'xmlns:elsewhere="http://elsewhere.example/x"',
  'xmlns:gov="http://xingliu.gov/schema/1.0"',
].join(' ')

/** A file of one process `p`, with every engine's namespace. */
export const foreignFile = (process: string, attributes = ''): string =>
  `<definitions ${NAMESPACES} id="d" targetNamespace="t"><process id="p" isExecutable="true" ${attributes}>${process}</process></definitions>`

export const extended = (...children: string[]): string => `<extensionElements>${children.join('')}</extensionElements>`

/** Start, one user task `a`, end. */
export const oneTask = (attributes: string, content = ''): string => foreignFile(start() + user('a', attributes, content) + end() + flows('s>a>e'))
