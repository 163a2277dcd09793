import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../design/design.css';
import './admin.css';
import { Door } from './Door.js';

createRoot(document.getElementById('app') as HTMLElement).render(
  <StrictMode>
    <Door />
  </StrictMode>,
);
