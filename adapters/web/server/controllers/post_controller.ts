import type { PostRecord } from '#adapters/web/contract/administration'
import type { Post } from '#processes/foundation/organisation/records'
import { recordChange } from '../accounts/audit.js'
import type { ApiCall, Operations } from '../http/api_call.js'
import { notFound } from '../http/problem.js'
import { saveChecked } from '../organisation/save_checked.js'
import type { WebServices } from '../web_services.js'

/** 岗位. */
export const postController = (services: WebServices): Pick<Operations, 'listPosts' | 'createPost' | 'changePost' | 'deletePost'> => ({
  async listPosts() {
    return { body: { data: services.organisation.snapshot().posts.map((post) => presentPost(services, post)) } }
  },

  async createPost(call) {
    const post: Post = { id: services.newId(), name: call.body.name, departmentId: call.body.departmentId, holders: call.body.holderIds }
    return { body: await savePost(services, call, post) }
  },

  async changePost(call) {
    const stored = services.organisation.snapshot().posts.find((post) => post.id === call.params.id)
    if (!stored) throw notFound('岗位')
    return { body: await savePost(services, call, { id: stored.id, name: call.body.name, departmentId: call.body.departmentId, holders: call.body.holderIds }) }
  },

  async deletePost(call) {
    if (!services.organisation.snapshot().posts.some((post) => post.id === call.params.id)) throw notFound('岗位')
    await services.organisationStore.removePost(call.params.id)
    await services.organisation.refresh()
    await recordChange(services, call, 'post.removed', call.params.id)
    return { body: undefined }
  },
})

async function savePost(services: WebServices, call: Pick<ApiCall, 'login' | 'address'>, post: Post): Promise<PostRecord> {
  await saveChecked(
    services,
    (snapshot) => ({ ...snapshot, posts: [...snapshot.posts.filter((one) => one.id !== post.id), post] }),
    (store) => store.savePost(post),
  )
  await recordChange(services, call, 'post.saved', post.id, { name: post.name, holders: post.holders })
  return presentPost(services, post)
}

function presentPost(services: WebServices, post: Post): PostRecord {
  const directory = services.organisation.directory()
  return {
    id: post.id,
    name: post.name,
    departmentId: post.departmentId,
    departmentName: directory.department(post.departmentId)?.name ?? post.departmentId,
    holders: post.holders.map((id) => ({ id, name: directory.person(id)?.name ?? id })),
  }
}
