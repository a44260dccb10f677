import type { Sentences, SignPosition } from './zh_cn.js'

const POSITIONS: Readonly<Record<SignPosition, string>> = { before: 'countersigns before', after: 'countersigns after', parallel: 'countersigns beside' }
const saying = (label: string, text: string | null): string => (text ? `. ${label}: ${text}` : '')
const because = (reason: string | null | undefined): string => (reason ? `: ${reason}` : '')
const listed = (words: readonly string[]): string => words.join(', ')

/** What the server itself says of running work, in English. */
export const en: Sentences = {
  system: 'System',
  applicant: 'Applicant',
  list: listed,
  roles: {
    window_clerk: 'Window clerk', handler: 'Handler', reviewer: 'Reviewer', approver: 'Approver', issuer: 'Issuer', duty_officer: 'Event intake officer', duty_chief: 'Duty chief',
    dispatcher: 'Dispatcher', grid_member: 'Grid member', supervisor: 'Supervisor', display: 'Wall display', process_designer: 'Process designer',
    system_admin: 'System administrator', security_admin: 'Security administrator', audit_admin: 'Audit administrator',
  },
  unitRole: (unit, role) => `${unit} · ${role}`,
  some: (names, count) => `${names} and others, ${count} in all`,
  groupOf: (group, count) => `${group} (${count === 0 ? 'nobody at present' : count === 1 ? '1 person' : `${count} people`})`,
  copiesOf: (form, count) => `${form} × ${count}`,
  asTheItemSays: 'As the item says',
  waits: { automatic: 'Done by the system', outside: 'A message from outside, or a time' },
  row: { copy: 'Copy', draft: 'Application being written' },
  drawing: {
    name: 'Process diagram',
    units: { days: 'd', hours: 'h', minutes: 'min', seconds: 's' },
    heat: (count, median, most, waiting) => `${count} times, median ${median}, nine in ten within ${most}, ${waiting} waiting`,
  },
  stands: { completed: 'Completed', cancelled: 'Ended', voided: 'Void', suspended: 'Suspended', active: 'The system is at work' },
  signed: { agree: 'Agrees', disagree: 'Disagrees' },
  cards: {
    watched: { promised: 'Promised limit', legal: 'Legal limit', task: 'Limit of the step', silence: 'Applicant not told in time', supplement: 'Supplement asked again', reasons: 'Reasons not given' },
    states: { open: 'Card given', supervised: 'Supervised, answer awaited', answered: 'Answered', closed: 'Supervision closed', corrected: 'Corrected' },
    records: { correction: 'Correction', answer: 'Answer', closed: 'Closed' },
  },
  acts: {
    complete: 'Handled',
    sign: POSITIONS,
    addSigners: (people) => `Asked for signatures: ${people}`,
    return: (to) => `Returned to “${to}”`,
    withdraw: 'Withdrawn',
    jump: (to) => `Moved to “${to}”`,
    transfer: (to) => `Transferred to ${to}`,
    delegate: (to) => `Delegated to ${to}`,
    resolve: 'Handed back',
  },
  history: {
    erased: '(erased as the law demands)',
    started: (by) => (by === '' ? 'The case was started' : `${by} started the case`),
    taskCreated: (task, whose) => `“${task}” begins${whose ? `; to be done by ${whose}` : ''}`,
    assigned: ({ cause, by, to, opinion }) => {
      const more = saying('Opinion', opinion)
      switch (cause) {
        case 'claim': return `${to} claimed it`
        case 'release': return `${by} gave it back to the group`
        case 'transfer': return `${by} transferred it to ${to}${more}`
        case 'delegate': return `${by} delegated it to ${to}${more}`
        case 'resolve': return `${by} handed it back to ${to}${more}`
      }
    },
    taskCancelled: (task, reason) => `“${task}” is no longer needed${because(reason)}`,
    taskDone: (by, task, outcome, opinion) => `${by || 'The system'} completed “${task}”${outcome ? `: ${outcome}` : ''}${saying('Opinion', opinion)}`,
    timerFired: (timer) => `The time of “${timer}” has come`,
    compensation: (names) => `Undoing what was completed: ${listed(names.map((name) => `“${name}”`))}`,
    transactionCancelled: (name) => `“${name}” was cancelled`,
    signalThrown: (name, signal) => `“${name}” sent the signal “${signal}”`,
    escalation: (name, caughtBy) => (caughtBy === null ? `“${name}” escalated; nobody answered` : `“${name}” escalated to “${caughtBy}”`),
    documentAsked: (register) => `A document is issued${register ? ` (${register})` : ''}`,
    noted: (words) => `Put on record: “${words}”`,
    decided: (name, decision, tables) => {
      const told = tables.map(({ table, rules, notes }) =>
        rules.length === 0 ? `no rule of “${table}” applied` : `rule ${listed(rules.map(String))} of “${table}”${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`)
      return [`“${name}” was decided by “${decision}”`, listed(told)].filter(Boolean).join(': ')
    },
    watched: (name, message) => `“${name}”: ${message}`,
    stopped: (name, message) => `Stopped at “${name}”: ${message}`,
    skipped: (by, reason) => `${by || 'The system'} skipped the step that had stopped${because(reason)}`,
    incidentSolved: 'The incident was solved',
    completed: 'The case was completed',
    cancelled: (reason) => `The case was ended: ${reason}`,
    suspended: (reason) => `The case was suspended: ${reason}`,
    suspensionLifted: (byCaller) =>
      byCaller ? 'The case above goes on; this case’s own suspension stays' : 'This case’s own suspension is lifted; the case above is still suspended',
    resumed: 'The case goes on',
    migrated: (by, reason) => `${by === '' ? 'The case was' : `${by} had the case`} moved to another version of its process${because(reason)}`,
    signersAdded: (by, task, position, people, note) => `${by} asked ${people} to sign “${task}” (${POSITIONS[position]})${saying('Note', note)}`,
    signersRemoved: (by, task, people, note) => `${by} no longer asks ${people} to sign “${task}”${saying('Note', note)}`,
    signerAsked: (person, position) => `To be signed by ${person} (${POSITIONS[position]})`,
    signatureCancelled: (task, reason) => `A signature at “${task}” is no longer needed${because(reason)}`,
    signed: (by, task, outcome, opinion) => `${by} signed “${task}”${outcome ? `: ${outcome}` : ''}${saying('Opinion', opinion)}`,
    returned: (by, task, to, comesBack, opinion) => `${by} returned “${task}” to “${to}”${comesBack ? '; from there it comes straight back' : ''}${saying('Opinion', opinion)}`,
    withdrawn: (by, task, reason) => `${by} withdrew the completion of “${task}”${saying('Reason', reason)}`,
    sentBack: (task, to) => `Somebody disagreed: “${task}” goes back to ${to} once more`,
    moved: (by, from, to, reason) => `${by} moved the case from “${from}” to “${to}”${saying('Reason', reason)}`,
    urged: (by, task, note) => `${by} urged “${task}”${saying('Note', note)}`,
    copied: (by, to, note) => `${by || 'The system'} sent a copy to ${to}${saying('Note', note)}`,
    copyRead: (by) => `${by} read the copy`,
    voided: (by, reason) => `${by} declared the case void${saying('Reason', reason)}`,
    woken: (by, at, reason) => `${by} woke the case; it goes on at “${at}”${saying('Reason', reason)}`,
    voted: (task, hasPassed, { agree, disagree, abstain, total }) =>
      `The vote on “${task}” ${hasPassed ? 'passed' : 'failed'}: ${agree} for, ${disagree} against, ${abstain} abstained, ${total} in all`,
    autoPassed: (task, by, reason) => `“${task}” counts as done by ${by}: ${reason}`,
  },
}
