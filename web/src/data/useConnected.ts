/** Whether what is written now reaches the server now. */
import { useConvexConnectionState } from "convex/react";

export function useConnected(): boolean {
  return useConvexConnectionState().isWebSocketConnected;
}
