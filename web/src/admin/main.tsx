import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../design/design.css';
import './admin.css';
import { Dashboard } from './Dashboard.js';

createRoot(document.getElementById('app') as HTMLElement).render(
  <StrictMode>
    <Dashboard />
  </StrictMode>,
);
