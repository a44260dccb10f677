import { dateText, dayNumber } from '../calendar/local_time.js'
import { takeCaseNumber } from '../numbers/take_number.js'
import { lifecycleOf, type CaseStep } from './case_step.js'
import type { CaseRow } from './case_rows.js'

/** 办件登记: the case's row as the application comes in, with its 办件编号. Facts of the application are filled in by `recordFacts`. */
export function openCase(on: CaseStep): CaseRow {
  const { step, manifest, county } = on
  const lifecycle = lifecycleOf(on, on.declaration.lifecycle)
  const begun = lifecycle.begin()
  return {
    instanceId: step.state.instanceId,
    packageId: step.packageId,
    business: manifest.key,
    businessName: manifest.name,
    department: manifest.department,
    number: takeCaseNumber(on.rows, {
      node: county.node,
      departmentCode: county.directory.department(manifest.department)?.code ?? '000',
      day: dateText(dayNumber(step.nowMs)).replaceAll('-', ''),
    }),
    title: step.state.title ?? manifest.name,
    applicant: '',
    applicantDetail: { name: '', idKind: '', idNumber: '', contact: '', phone: '', agent: '' },
    status: begun.state,
    statusText: lifecycle.textOf(begun.state),
    lifecycle: begun,
    result: null,
    receivedAtMs: step.nowMs,
    acceptedAtMs: null,
    closedAtMs: null,
    promised: null,
    legal: null,
    promisedDueAtMs: null,
    legalDueAtMs: null,
    items: [],
    materials: [],
    ...(step.state.data.drill === true ? { drill: true } : {}),
    inquiryPassword: '',
  }
}
