// Starts the screens: words first, then the router.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Direction } from "radix-ui";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { queryClient } from "@/api/client";
import { hearScreenErrors } from "@/api/screenErrors";
import { startI18n } from "@/lib/i18n";
import { followSystemTheme } from "@/lib/theme";
import { TooltipProvider } from "@/ui/Tooltip";
import { ErrorBoundary } from "@/app/screens";
import { News } from "@/app/News";
import { router } from "./routes";
import "./styles.css";

hearScreenErrors(() => router.state.matches.at(-1)?.fullPath ?? "");
await startI18n();
followSystemTheme();

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary>
        <QueryClientProvider client={queryClient}>
          <Direction.Provider dir={document.documentElement.dir === "rtl" ? "rtl" : "ltr"}>
            <TooltipProvider>
              <RouterProvider router={router} />
              <News />
            </TooltipProvider>
          </Direction.Provider>
        </QueryClientProvider>
      </ErrorBoundary>
    </StrictMode>,
  );
}
