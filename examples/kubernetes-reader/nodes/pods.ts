import type { Context } from "tentacular";

export interface Pod {
  name: string;
  phase: string;
  restarts: number;
}

interface Place {
  api?: string;
  account?: string;
}

interface PodList {
  items: {
    metadata: { name: string };
    status: { phase: string; containerStatuses?: { restartCount: number }[] };
  }[];
}

export default async function run(ctx: Context, input: Place) {
  const { api, account } = { ...(ctx.config as Place), ...input } as Required<Place>;
  // The token is renewed while the pod lives, so it is read for every run.
  const [token, ca, namespace] = await Promise.all(
    ["token", "ca.crt", "namespace"].map((name) => Deno.readTextFile(`${account}/${name}`)),
  );
  const client = Deno.createHttpClient({ caCerts: [ca!] });
  try {
    const response = await fetch(`${api}/api/v1/namespaces/${namespace!.trim()}/pods`, {
      client,
      headers: { authorization: `Bearer ${token!.trim()}`, accept: "application/json" },
      signal: ctx.signal,
    });
    if (!response.ok) throw new Error(`the API server answers ${response.status}`);
    const { items } = (await response.json()) as PodList;
    const pods = items.map(
      ({ metadata, status }): Pod => ({
        name: metadata.name,
        phase: status.phase,
        restarts: (status.containerStatuses ?? []).reduce((sum, one) => sum + one.restartCount, 0),
      }),
    );
    return { namespace: namespace!.trim(), pods };
  } finally {
    client.close();
  }
}
