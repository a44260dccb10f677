import { hotTable, type HotTable } from './hot_table.js'

const LIVE_TABLES: readonly HotTable[] = [
  hotTable('instances', ['id'], {
    id: 'key', definitionId: 'key', packageId: 'key', definitionKey: 'key', status: 'key', revision: 'integer', stateVersion: 'integer',
    businessKey: 'text', starter: 'key', caller: 'long', callerInstanceId: 'key', startedAtMs: 'integer', endedAtMs: 'integer',
    headHash: 'key', tokens: 'long', data: 'long', title: 'text', number: 'key', applicant: 'text', caseDueAtMs: 'integer',
    caseAmberAtMs: 'integer', startFormPackageId: 'key',
  }),
  hotTable('instance_participants', ['userId', 'instanceId'], { userId: 'key', instanceId: 'key' }),
  hotTable('instance_terms', ['term', 'instanceId'], { term: 'key', instanceId: 'key' }),
  hotTable('tasks', ['id'], {
    id: 'key', instanceId: 'key', definitionId: 'key', definitionKey: 'key', packageId: 'key', elementId: 'text', elementInstanceId: 'key',
    name: 'text', state: 'key', assignee: 'key', candidates: 'long', formKey: 'text', outcomes: 'long', priority: 'integer',
    createdAtMs: 'integer', dueAtMs: 'integer', amberAtMs: 'integer', revision: 'integer', completedAtMs: 'integer', completedBy: 'key',
    outcome: 'text', opinion: 'long', title: 'text', number: 'key', applicant: 'text', businessKey: 'text', starter: 'key',
    owner: 'key', parentTaskId: 'key', signPosition: 'key', urgedAtMs: 'integer', formPackageId: 'key',
  }),
  hotTable('task_candidates', ['taskId', 'principal'], { principal: 'key', taskId: 'key', dueAtMs: 'integer', createdAtMs: 'integer', priority: 'integer' }),
  hotTable('copies', ['id'], {
    id: 'key', instanceId: 'key', userId: 'key', taskId: 'key', elementId: 'text', sentBy: 'key', opinion: 'long', sentAtMs: 'integer', readAtMs: 'integer',
  }),
  hotTable('due_items', ['id'], {
    id: 'key', instanceId: 'key', kind: 'key', ref: 'key', dueAtMs: 'integer', amberAtMs: 'integer', redAtMs: 'integer',
    claimedBy: 'key', claimedUntilMs: 'integer',
  }),
  hotTable('subscriptions', ['id'], { id: 'key', instanceId: 'key', elementId: 'text', name: 'text', kind: 'key', correlationKey: 'text', businessKey: 'text' }),
  hotTable('jobs', ['id'], {
    id: 'key', instanceId: 'key', elementId: 'text', kind: 'key', topic: 'key', input: 'long', retriesLeft: 'integer', retryCycle: 'text',
    dueAtMs: 'integer', leaseOwner: 'key', leaseUntilMs: 'integer', fence: 'integer', state: 'key', createdAtMs: 'integer', priority: 'integer', elementInstanceId: 'key', errorMessage: 'long', errorDetails: 'long',
  }),
  hotTable('incidents', ['id'], {
    id: 'key', instanceId: 'key', definitionKey: 'key', elementId: 'text', jobId: 'key', code: 'key', message: 'long', raisedAtMs: 'integer',
    resolvedAtMs: 'integer',
  }),
  hotTable('journal', ['instanceId', 'seq'], {
    instanceId: 'key', seq: 'integer', atMs: 'integer', actor: 'long', command: 'long', events: 'long', prevHash: 'key', hash: 'key',
  }),
  hotTable('journal_values', ['instanceId', 'seq', 'position'], { instanceId: 'key', seq: 'integer', position: 'integer', salt: 'key', value: 'long' }),
  hotTable('instance_commands', ['sourceInstanceId', 'sourceSeq', 'position'], {
    sourceInstanceId: 'key', sourceSeq: 'integer', position: 'integer', instanceId: 'key', command: 'long', createdAtMs: 'integer',
  }),
  hotTable('failed_commands', ['sourceInstanceId', 'sourceSeq', 'position'], {
    sourceInstanceId: 'key', sourceSeq: 'integer', position: 'integer', attempts: 'integer', retryAtMs: 'integer', error: 'long',
  }),
  hotTable('batches', ['id'], {
    id: 'key', kind: 'key', input: 'long', createdBy: 'key', createdAtMs: 'integer', total: 'integer', finishedAtMs: 'integer',
  }),
  hotTable('batch_items', ['batchId', 'position'], {
    batchId: 'key', position: 'integer', instanceId: 'key', state: 'key', message: 'text', finishedAtMs: 'integer',
  }),
  hotTable('idempotency', ['id'], { id: 'key', bodyHash: 'key', answer: 'long', createdAtMs: 'integer' }),
  hotTable('news', ['seq'], { node: 'key', atMs: 'integer', body: 'long' }),
  hotTable('drafts', ['id'], {
    id: 'key', userId: 'key', definitionKey: 'key', taskId: 'key', instanceId: 'key', title: 'text', values: 'long', createdAtMs: 'integer', updatedAtMs: 'integer',
  }),
  hotTable('attachments', ['id'], {
    id: 'key', name: 'text', mediaType: 'text', size: 'integer', sha256: 'key', uploadedBy: 'key', uploadedAtMs: 'integer', instanceId: 'key',
  }),
  hotTable('packages', ['id'], {
    id: 'key', key: 'key', version: 'integer', name: 'text', checksum: 'key', origin: 'key', publishedBy: 'key', publishedAtMs: 'integer',
    note: 'long', isDefault: 'integer',
  }),
  hotTable('package_resources', ['packageId', 'name'], { packageId: 'key', name: 'key', content: 'long', encoding: 'key' }),
  hotTable('package_drafts', ['key'], { key: 'key', userId: 'key', resources: 'long', updatedAtMs: 'integer' }),
  hotTable('definitions', ['id'], { id: 'key', key: 'key', version: 'integer', name: 'text', packageId: 'key', resource: 'key' }),
  hotTable('start_timers', ['id'], {
    id: 'key', packageKey: 'key', definitionId: 'key', elementId: 'key', part: 'integer', timerKind: 'key', timerBody: 'text', dueAtMs: 'integer',
    repetitionsLeft: 'integer',
  }),
  hotTable('armed_packages', ['packageKey'], { packageKey: 'key', packageId: 'key' }),
  hotTable('start_triggers', ['id'], {
    id: 'key', place: 'key', triggerName: 'key', correlationKey: 'key', businessKey: 'key', starter: 'key', variables: 'long', arrivedAtMs: 'integer',
  }),
  hotTable('start_conditions', ['id'], { id: 'key', conditionText: 'long', sinceMs: 'integer' }),
  hotTable('organisation_records', ['kind', 'id'], { kind: 'key', id: 'key', row: 'long' }),
  hotTable('calendar_years', ['year'], { year: 'integer', row: 'long' }),
  hotTable('revisions', ['name'], { name: 'key', revision: 'integer' }),
  hotTable('credentials', ['userId'], { userId: 'key', passwordHash: 'text', changedAtMs: 'integer', mustChange: 'integer' }),
  hotTable('sessions', ['id'], {
    id: 'key', userId: 'key', kind: 'key', values: 'long', createdAtMs: 'integer', lastSeenAtMs: 'integer', expiresAtMs: 'integer',
    providerAccount: 'key', providerSession: 'key',
  }),
  hotTable('failure_counters', ['key'], { key: 'key', count: 'integer', firstAtMs: 'integer', lockedUntilMs: 'integer' }),
  hotTable('security_audit', ['seq'], {
    seq: 'integer', atMs: 'integer', actor: 'key', action: 'key', target: 'text', address: 'key', detail: 'long', prevHash: 'key', hash: 'key',
  }),
  hotTable('stored_answers', ['id'], { id: 'key', bodyHash: 'key', status: 'integer', body: 'long', createdAtMs: 'integer' }),
  hotTable('leases', ['name'], { name: 'key', owner: 'key', untilMs: 'integer' }),
  hotTable('checkpoints', ['number'], {
    number: 'integer', atMs: 'integer', kind: 'key', previousHash: 'key', root: 'key', headCount: 'integer', auditSeq: 'integer', auditHash: 'key',
    publicKey: 'key', hash: 'key', signature: 'key', heads: 'long',
  }),
  hotTable('workers', ['id'], {
    id: 'key', name: 'text', topics: 'long', secretHash: 'key', active: 'integer', createdBy: 'key', createdAtMs: 'integer', secretAtMs: 'integer',
  }),
  hotTable('liveness_runs', ['startedAtMs'], { startedAtMs: 'integer', endedAtMs: 'integer', instances: 'integer', findingCount: 'integer' }),
  hotTable('liveness_findings', ['position'], { position: 'integer', instanceId: 'key', code: 'key', detail: 'text' }),
  hotTable('public_filings', ['id'], {
    id: 'key', definitionKey: 'key', resumeHash: 'key', values: 'long', uploads: 'long', uploadBytes: 'integer', attempt: 'integer', consentAtMs: 'integer', updatedAtMs: 'integer',
    expiresAtMs: 'integer', instanceId: 'key',
  }),
  hotTable('inquiry_codes', ['caseKey'], { caseKey: 'key', issues: 'integer', issuedBy: 'key', issuedAtMs: 'integer' }),
  hotTable('appointments', ['id'], {
    id: 'key', day: 'key', half: 'key', seat: 'integer', service: 'key', name: 'text', phone: 'key', holder: 'key', codeHash: 'key', createdAtMs: 'integer',
    cancelledAtMs: 'integer',
  }),
  hotTable('saved_views', ['id'], { id: 'key', ownerId: 'key', departmentId: 'key', name: 'key', query: 'text', createdAtMs: 'integer' }),
  hotTable('notice_queue', ['seq'], { atMs: 'integer', body: 'long' }),
  hotTable('notices', ['id'], {
    id: 'key', userId: 'key', fact: 'key', kind: 'key', title: 'text', line: 'text', path: 'text', isUrgent: 'integer', atMs: 'integer', readAtMs: 'integer',
  }),
  hotTable('notice_sends', ['id'], {
    id: 'key', channel: 'key', receiver: 'key', fact: 'key', subject: 'text', line: 'text', path: 'text', isUrgent: 'integer', state: 'key', batch: 'key', attempts: 'integer',
    nextAtMs: 'integer', reason: 'text', createdAtMs: 'integer', endedAtMs: 'integer',
  }),
  hotTable('notice_limits', ['kind', 'taskId'], { kind: 'key', taskId: 'key', atMs: 'integer' }),
  hotTable('notice_preferences', ['userId'], { userId: 'key', row: 'long' }),
  hotTable('identity_links', ['id'], { id: 'key', issuer: 'text', subject: 'key', userId: 'key', linkedAtMs: 'integer' }),
  hotTable('provider_logouts', ['id'], { id: 'key', account: 'key', session: 'key', issuedAtMs: 'integer', receivedAtMs: 'integer' }),
  hotTable('directory_syncs', ['id'], {
    id: 'key', startedAtMs: 'integer', endedAtMs: 'integer', by: 'key', outcome: 'key', night: 'key', digest: 'key', reason: 'text', counts: 'long', report: 'long',
  }),
  hotTable('photo_origins', ['attachmentId'], { attachmentId: 'key', takenAtMs: 'integer', longitudeE6: 'integer', latitudeE6: 'integer' }),
  hotTable('assessment_editions', ['month', 'edition'], {
    month: 'key', edition: 'integer', closedAtMs: 'integer', closedBy: 'key', reason: 'text', sha256: 'key', sheet: 'long',
  }),
  hotTable('devices', ['id'], {
    id: 'key', source: 'key', deviceId: 'key', kind: 'key', name: 'text', address: 'text', town: 'key', grid: 'key', longitudeE6: 'integer', latitudeE6: 'integer',
    owner: 'key', parent: 'key', area: 'key', offlineAfterMs: 'integer', enabled: 'integer', drill: 'integer', secretHash: 'key', secretAtMs: 'integer',
    changedAtMs: 'integer', changedBy: 'key', revision: 'integer',
  }),
  hotTable('device_platforms', ['source'], {
    source: 'key', name: 'text', owner: 'key', enabled: 'integer', secretHash: 'key', secretAtMs: 'integer', changedAtMs: 'integer', changedBy: 'key', revision: 'integer',
  }),
  hotTable('rule_versions', ['ruleId', 'version'], { ruleId: 'key', version: 'integer', rule: 'long', atMs: 'integer', changedBy: 'key' }),
  hotTable('deliveries', ['id'], {
    id: 'key', target: 'key', orderKey: 'key', seq: 'integer', edition: 'integer', kind: 'key', schemaVersion: 'integer', mappingVersion: 'key', caseKey: 'key',
    number: 'key', business: 'key', fact: 'long', message: 'long', status: 'key', attempts: 'integer', nextAttemptAtMs: 'integer', leaseOwner: 'key',
    leaseUntilMs: 'integer', fence: 'integer', code: 'key', reason: 'text', upperId: 'key', receipt: 'long', history: 'long', createdAtMs: 'integer',
    sentAtMs: 'integer', settledAtMs: 'integer',
  }),
  hotTable('delivery_targets', ['id', 'version'], {
    id: 'key', version: 'integer', settings: 'long', secret: 'long', bodyKey: 'long', changedBy: 'key', changedAtMs: 'integer', note: 'text',
  }),
  hotTable('delivery_circuits', ['target'], {
    target: 'key', state: 'key', failures: 'integer', retryAtMs: 'integer', lastError: 'text', lastSuccessAtMs: 'integer',
  }),
  hotTable('reconciliations', ['target', 'date'], {
    target: 'key', date: 'key', takenAtMs: 'integer', by: 'key', counts: 'long', differences: 'long',
  }),
  hotTable('line_cursors', ['line'], { line: 'key', position: 'long', savedAtMs: 'integer' }),
  hotTable('inbound_objects', ['id'], { id: 'key', channel: 'key', upperId: 'key', instanceId: 'key', state: 'key', number: 'key', owner: 'key', leaseUntilMs: 'integer' }),
  hotTable('inbound_messages', ['id'], {
    id: 'key', channel: 'key', objectKey: 'key', upperId: 'key', kind: 'key', slot: 'key', ordinal: 'integer', messageId: 'key', dataHash: 'key', status: 'key', reasonCode: 'key',
    reason: 'text', field: 'key', instanceId: 'key', number: 'key', clientId: 'key', receivedAtMs: 'integer', settledAtMs: 'integer', attempts: 'integer', retryAtMs: 'integer', data: 'long',
  }),
  hotTable('inbound_materials', ['id'], {
    id: 'key', messageId: 'key', channel: 'key', clientId: 'key', instanceId: 'key', field: 'key', materialId: 'key', name: 'text', size: 'integer', sm3: 'key', status: 'key', attempts: 'integer',
    retryAtMs: 'integer', reason: 'text', attachmentId: 'key', createdAtMs: 'integer',
  }),
  hotTable('inbound_turned_away', ['day', 'channel', 'code'], { day: 'key', channel: 'key', code: 'key', count: 'integer' }),
  hotTable('api_clients', ['id'], {
    id: 'key', name: 'text', channels: 'long', algorithms: 'long', materialUrl: 'text', keys: 'long', active: 'integer', createdBy: 'key', createdAtMs: 'integer', keysAtMs: 'integer',
  }),
  hotTable('api_nonces', ['id'], { id: 'key', untilMs: 'integer' }),
  hotTable('readings', ['device', 'messageKey'], {
    device: 'key', messageKey: 'key', atMs: 'integer', receivedAtMs: 'integer', values: 'long', alarm: 'long', drill: 'integer', skewed: 'integer', late: 'integer', raw: 'long',
  }),
  hotTable('device_states', ['id'], { id: 'key', state: 'long', heardAtMs: 'integer', dueAtMs: 'integer' }),
  hotTable('alarms', ['id'], {
    id: 'key', subject: 'key', openKey: 'key', isOpen: 'integer', kind: 'key', severity: 'key', state: 'key', deviceKind: 'key', town: 'key', owner: 'key', drill: 'integer',
    acknowledged: 'integer', inhibiting: 'integer', raisedAtMs: 'integer', closedAtMs: 'integer', closeDueAtMs: 'integer', instanceId: 'key', heldBy: 'key', heldById: 'key', row: 'long',
  }),
  hotTable('refused_reports', ['id'], {
    id: 'key', hourMs: 'integer', line: 'key', source: 'key', deviceId: 'key', code: 'key', message: 'text', count: 'integer', lastAtMs: 'integer', bytes: 'integer', digest: 'key',
  }),
  hotTable('alarm_events', ['id'], { id: 'key', alarmId: 'key', atMs: 'integer', type: 'key', text: 'text' }),
  hotTable('alarm_groups', ['id'], { id: 'key', groupingId: 'key', alarmId: 'key', recent: 'long', lastAtMs: 'integer', quietAtMs: 'integer' }),
  hotTable('alarm_actions', ['id'], {
    id: 'key', alarmId: 'key', type: 'key', state: 'key', dueAtMs: 'integer', attempts: 'integer', createdAtMs: 'integer', wantedAtMs: 'integer', areaGroup: 'key', stormGroup: 'key',
    error: 'long', leaseOwner: 'key', leaseUntilMs: 'integer',
  }),
  hotTable('alarm_rules', ['kind', 'id'], { kind: 'key', id: 'key', row: 'long' }),
  hotTable('silences', ['id'], { id: 'key', owner: 'key', createdAtMs: 'integer', endsAtMs: 'integer', row: 'long' }),
  hotTable('silence_covers', ['silenceId', 'what', 'name'], { silenceId: 'key', what: 'key', name: 'key' }),
  hotTable('settings', ['name'], { name: 'key', value: 'long' }),
]

/** Tables whose rows move to the archive, and the property that names their instance. */
export const ARCHIVED: readonly (readonly [table: string, instance: string])[] = [
  ['instances', 'id'], ['tasks', 'instanceId'], ['journal', 'instanceId'], ['journal_values', 'instanceId'],
]

export const archiveOf = (table: string): string => `archived_${table}`

const ARCHIVE_TABLES = LIVE_TABLES.filter(({ name }) => ARCHIVED.some(([table]) => table === name)).map((table) => ({ ...table, name: archiveOf(table.name) }))

/** Every table written row by row, with the columns written. Generated columns are not among them. */
export const HOT_TABLES: readonly HotTable[] = [...LIVE_TABLES, ...ARCHIVE_TABLES]

const BY_NAME = new Map(HOT_TABLES.map((table) => [table.name, table]))

/** Throws on a name that no migration knows: a programming error. */
export const hotTableNamed = (name: string): HotTable => {
  const table = BY_NAME.get(name)
  if (!table) throw new Error(`Expected a table of hot_tables.ts, but got "${name}".`)
  return table
}
