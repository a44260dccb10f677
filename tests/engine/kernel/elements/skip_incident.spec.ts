import { el, end, flows, model, start, user } from '../bpmn.js'
import { table } from './table.js'

const ext = (content: string) => `<extensionElements>${content}</extensionElements>`
const service = (attributes = '', content = '') => el('serviceTask', 'job', `camunda:topic="t" ${attributes}`, content)
const failing = (content = '') => model(start(), service('', content), user('after'), end(), flows('s>job>after>e'))
const nobody = el('userTask', 'lost', 'camunda:candidateUsers="=nobody" gov:emptyAssignee="refuse"')

table('skipping what an incident stopped', [
  { title: 'the token goes on from a job that failed', xml: failing(), steps: ['start', 'jobFail job', 'skip'], then: { tasks: ['after'], incidents: [], jobs: [], completed: ['s', 'job'] } },
  {
    title: 'results of what was not done are not mapped', xml: failing(ext('<camunda:inputOutput><camunda:outputParameter name="x">=1 + y</camunda:outputParameter></camunda:inputOutput>')),
    steps: ['start', 'jobFail job', 'skip'], then: { tasks: ['after'], data: { x: undefined } },
  },
  { title: 'results that could not be mapped neither', xml: failing(ext('<camunda:inputOutput><camunda:outputParameter name="x">=1 + "a"</camunda:outputParameter></camunda:inputOutput>')), steps: ['start', 'job job', 'skip'], then: { tasks: ['after'], incidents: [] } },
  { title: 'a task nobody was found for', xml: model(start(), nobody, user('after'), end(), flows('s>lost>after>e')), steps: ['start', 'skip'], then: { tasks: ['after'], incidents: [] } },
  { title: 'a call of what is not there', xml: model(start(), el('callActivity', 'c', 'calledElement="nowhere"'), user('after'), flows('s>c>after')), steps: ['start', 'skip'], then: { tasks: ['after'], incidents: [], instances: 1 } },
  {
    title: 'one instance of a body, the others go on', xml: model(start(), service('', '<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>'), user('after'), flows('s>job>after')),
    steps: ['start', 'jobFail job', 'skip', 'job job'], then: { tasks: ['after'], incidents: [] },
  },
  {
    title: 'a gateway without an open flow cannot be skipped', xml: model(start(), el('exclusiveGateway', 'g'), user('a'), flows('s>g', 'g>a: x = 1')),
    steps: ['start', 'skip'], then: { refused: 'INVALID_STATE', incidents: ['NO_FLOW_TRUE'], tasks: [] },
  },
  { title: 'twice is refused', xml: failing(), steps: ['start', 'jobFail job', 'skip', 'skip'], then: { refused: 'NOT_FOUND', tasks: ['after'] } },
  { title: 'not while it is suspended', xml: failing(), steps: ['start', 'jobFail job', 'suspend', 'skip'], then: { refused: 'SUSPENDED', incidents: ['JOB_FAILED'] } },
])
