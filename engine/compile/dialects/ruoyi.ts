import type { SourceElement } from '#engine/model/source_element'
import { replace } from './rewrite.js'
import { approximated, isApproximated, isUnderstood, judged, kept, type Dialect, type Part } from './row.js'
import { LOOP, PEOPLE_WORDS, USER_TASK } from './words.js'

const GROUP = /^(ROLE|DEPT)(\w+)$/

/** RuoYi-Flowable writes roles and departments as `ROLE5`, `DEPT12`, and leaves the members of a countersign to a bean. */
export const ruoyi: Dialect = {
  name: 'RuoYi-Flowable',
  prefixes: ['flowable'],
  rows: [
    kept('@dataType @userType @text @localScope', USER_TASK, '选人方式的标注；办理人以 assignee、candidateUsers、candidateGroups 为准'),
    judged('@candidateGroups', USER_TASK, judgeGroups, ({ holder, label, text }) => isOwnGroups(text) && replace(holder, label, groupsOf(text).join(','))),
    judged('@collection', LOOP, judgeMembers, membersFromBean),
    approximated('@multiInstanceType', USER_TASK, '会签方式以完成条件为准'),
  ],
}

const isOwnGroups = (text: string): boolean => text.split(',').some((group) => GROUP.test(group.trim()))
const groupsOf = (text: string): string[] => text.split(',').map((group) => group.trim().replace(GROUP, (_whole, kind: string, id: string) => `${kind === 'ROLE' ? 'role' : 'dept'}:${id}`))

function judgeGroups({ text }: Part) {
  return isOwnGroups(text) ? isApproximated('角色和部门：其中的编号是原系统的，请改为本县的') : isUnderstood(PEOPLE_WORDS)
}

const BEAN = /^[$#]\{\s*multiInstanceHandler\.getUserIds\(\s*execution\s*\)\s*\}$/

function judgeMembers({ text }: Part) {
  return BEAN.test(text) ? isApproximated('会签的成员取环节上的候选人；一个角色或部门算一名成员') : isUnderstood('多实例的集合')
}

/** The bean takes the candidates of the step: they stand in the file. */
function membersFromBean({ holder, label, text }: Part): void {
  if (!BEAN.test(text)) return
  const task = holder.$parent as SourceElement
  const read = (name: string) => (task.$attrs?.[`flowable:${name}`] ?? '').split(',').map((one) => one.trim()).filter((one) => one !== '' && !one.includes('${'))
  const users = read('candidateUsers').map((user) => (user.includes(':') ? user : `user:${user}`))
  const members = [...users, ...groupsOf(read('candidateGroups').join(',')).filter((group) => group !== '')]
  const variable = holder.$attrs?.['flowable:elementVariable'] ?? 'assignee'
  replace(holder, label, `=[${members.map((member) => JSON.stringify(member)).join(', ')}]`)
  replace(holder, 'flowable:elementVariable', variable)
  for (const name of ['assignee', 'candidateUsers', 'candidateGroups']) replace(task, `flowable:${name}`, undefined)
  replace(task, 'camunda:candidateGroups', `=${variable}`)
}
