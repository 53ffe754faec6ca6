// Whoever signs out is pushed to no more on this browser: a shared counter shows nothing to the next one.
import { api, dataOf } from "@/api/client";
import { subscription, unsubscribe } from "./push";

export async function leaveDevice(): Promise<void> {
  const mine = await subscription();
  if (!mine) return;
  const { devices } = await dataOf(api.GET("/api/v1/notifications/settings"));
  const device = devices.find(({ endpoint }) => endpoint === mine.endpoint);
  if (device) await api.DELETE("/api/v1/notifications/devices/{id}", { params: { path: { id: device.id } } });
  await unsubscribe();
}
