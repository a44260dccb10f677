import { test } from '@japa/runner'

import { packageNames, readPackage } from './read_package.js'

/**
 * The rules of 一件事一次办 and its foundation, each with the stories that tell it: `folder/rehearsal`. The stories themselves are played by
 * rehearsals.spec.ts. A rule nobody tells is red.
 */
const RULES: Readonly<Record<string, readonly string[]>> = {
  '承诺、法定、环节时限按工作日计算': ['restaurant/all_granted', 'restaurant/cards'],
  '按工作时承诺的事项在单位办公时间内计算': ['enterprise/hourly_limit', 'enterprise/all_granted'],
  '跨年没有放假安排的期限暂定，公布后重新计算': ['restaurant/year_end', 'enterprise/year_end', 'newborn/year_end', 'house-transfer/year_end', 'retirement/spring_festival'],
  '总时限按最长的路，不是相加': ['enterprise/all_granted', 'newborn/all_granted', 'retirement/all_granted', 'house-transfer/all_granted'],
  '补正一次告知，重新计算收件': ['restaurant/supplemented', 'enterprise/supplemented', 'newborn/supplemented', 'retirement/supplemented', 'house-transfer/supplemented'],
  '补正期限届满先催告，仍不补正的视为撤回': ['restaurant/supplement_lapsed', 'restaurant/supplement_reminded', 'enterprise/supplement_lapsed', 'newborn/supplement_lapsed', 'retirement/supplement_lapsed', 'house-transfer/supplement_lapsed'],
  '五个工作日不告知，自收到材料之日起即为受理': ['restaurant/accepted_by_silence', 'enterprise/accepted_by_silence', 'newborn/accepted_by_silence', 'retirement/accepted_by_silence', 'house-transfer/accepted_by_silence'],
  '不予受理写明理由和依据': ['restaurant/not_accepted', 'enterprise/not_accepted', 'newborn/not_accepted', 'retirement/not_accepted', 'house-transfer/not_accepted'],
  '特别程序书面告知，只在事项声明时停止计时': ['restaurant/special_procedure', 'restaurant/procedures_of_each', 'restaurant/hearing', 'newborn/special_procedure', 'retirement/special_procedure', 'house-transfer/special_procedure'],
  '等申请人缴税的时间不计入期限，逾期不缴终止': ['house-transfer/payment_waited_for', 'house-transfer/unpaid'],
  '公示期满才能登记，有异议退回': ['retirement/all_granted', 'retirement/objection'],
  '延期经负责人批准，只延一次': ['restaurant/extended', 'restaurant/extended_license', 'enterprise/extended', 'retirement/extended', 'newborn/extended', 'house-transfer/extended'],
  '转报办结，告知报到哪里': ['restaurant/forwarded', 'enterprise/forwarded', 'retirement/forwarded', 'newborn/forwarded', 'house-transfer/forwarded'],
  '撤回只在决定前，出具通知书，不牵连别的办件': ['restaurant/withdrawn', 'enterprise/withdrawn', 'newborn/withdrawn', 'retirement/withdrawn', 'house-transfer/withdrawn'],
  '终止写明原因': ['enterprise/terminated', 'retirement/terminated', 'house-transfer/unpaid'],
  '一个事项不予，不影响互不相干的；等它的不再办理': ['restaurant/one_refused', 'enterprise/setup_refused', 'newborn/household_refused'],
  '前置事项已有结果的不再办': ['newborn/certificate_at_hand'],
  '容缺受理有自己的期限，逾期终止': ['restaurant/deferred', 'restaurant/deferred_overdue', 'newborn/deferred', 'newborn/deferred_overdue', 'retirement/deferred', 'retirement/deferred_overdue', 'house-transfer/deferred', 'house-transfer/deferred_overdue'],
  '告知承诺办结后核查，不实撤销': ['restaurant/commitment_verified', 'restaurant/commitment_broken', 'enterprise/commitment_verified', 'enterprise/commitment_broken', 'house-transfer/all_granted', 'house-transfer/commitment_broken'],
  '会同决定：须一致同意的一个部门不同意就不能准予，听取意见的由主办部门决定': ['restaurant/joint_decision_refused', 'restaurant/joint_decision_heard'],
  '联合踏勘：各部门意见，一个结论': ['restaurant/joint_visit'],
  '一起领或者办成一件领一件，各有送达回证': ['restaurant/in_parts', 'enterprise/in_parts', 'newborn/in_parts', 'retirement/in_parts', 'house-transfer/in_parts'],
  '给过一次的材料不再要': ['restaurant/given_once'],
  '好差评一件一次，差评写明原因、核实、整改、回访': ['evaluation/satisfied', 'evaluation/bad_needs_reason', 'evaluation/not_closed', 'evaluation/rectified', 'evaluation/dismissed'],
}

const storiesOf = (name: string): string[] =>
  [...readPackage(name).keys()].flatMap((file) => (file.startsWith('rehearsals/') ? [`${name.slice('one-thing/'.length)}/${file.slice('rehearsals/'.length, -'.json'.length)}`] : []))

test.group('rules of 一件事一次办', () => {
  const told = packageNames().filter((name) => name.startsWith('one-thing/')).flatMap(storiesOf)

  for (const [rule, stories] of Object.entries(RULES)) {
    test(rule, ({ assert }) => {
      assert.isNotEmpty(stories)
      assert.deepEqual(stories.filter((story) => !told.includes(story)), [])
    })
  }
})
