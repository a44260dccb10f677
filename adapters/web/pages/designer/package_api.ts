import type { PackageResource } from '#designer/package_resources'
import type { DeployResponse, PackageDetail, PackageDraft, PackageSummary } from '../../contract/definitions.js'
import { Problem } from '../api/problem.js'
import { request } from '../api/request.js'

export type { DeployResponse, PackageDetail, PackageSummary } from '../../contract/definitions.js'

const at = (key: string, rest = '') => `/packages/${encodeURIComponent(key)}${rest}`

export const listPackages = async (): Promise<PackageSummary[]> => (await request<{ data: PackageSummary[] }>('GET', '/packages')).data

/** null while the package has never been published nor saved. */
export async function readPackage(key: string): Promise<PackageDetail | null> {
  return request<PackageDetail>('GET', at(key)).catch(nullWhenMissing)
}

export async function readDraft(key: string): Promise<PackageDraft | null> {
  return request<PackageDraft>('GET', at(key, '/draft')).catch(nullWhenMissing)
}

export async function readVersion(key: string, version: number): Promise<PackageResource[]> {
  return (await request<{ resources: PackageResource[] }>('GET', at(key, `/versions/${version}/resources`))).resources
}

export const saveDraft = (key: string, resources: PackageResource[]): Promise<PackageDraft> => request('PUT', at(key, '/draft'), { body: { resources } })

export const discardDraft = (key: string): Promise<void> => request('DELETE', at(key, '/draft'))

/** With `verify` the answer waits for the second engine, some seconds per model. */
export const checkPackage = (key: string, resources: PackageResource[], verify = false): Promise<DeployResponse> =>
  request('POST', '/definitions/check', { body: { key, resources, verify } })

export const publishPackage = (key: string, resources: PackageResource[], note: string, intent: string): Promise<DeployResponse> =>
  request('POST', at(key, '/publish'), { body: { resources, note }, intent })

function nullWhenMissing(error: unknown): null {
  if (error instanceof Problem && error.status === 404) return null
  throw error
}
